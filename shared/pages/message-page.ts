import { html } from './html.ts';
import { page } from './layout.ts';

/** A page with one message: that something does not exist, or went wrong. */
export function messagePage(title: string, message: string, now: number): string {
  return page(
    { title, now, isLive: false },
    html`<h1>${title}</h1>
<p>${message}</p>
<p><a href="/">All domains</a></p>`,
  );
}
