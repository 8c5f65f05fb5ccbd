import { type DomainName, displayName } from '../domain-name.ts';
import { type Html, html } from './html.ts';

/**
 * A name as DNS has it and, if that differs, as people write it as well. Letters of another alphabet may
 * look like ours, so the written form is never shown alone.
 */
export function domainTexts(domain: DomainName): Html {
  const written = displayName(domain);
  const name = html`<bdi class="name">${domain}</bdi>`;
  return written === domain ? name : html`${name} <bdi class="written">${written}</bdi>`;
}

export function domainLink(domain: DomainName): Html {
  return html`<a href="${domainPath(domain)}">${domainTexts(domain)}</a>`;
}

export function domainPath(domain: DomainName): string {
  return `/domains/${encodeURIComponent(domain)}`;
}
