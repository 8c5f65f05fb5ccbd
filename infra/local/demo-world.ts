import { randomUUID } from 'node:crypto';
import type { DomainName } from '../../shared/domain-name.ts';
import { EVENTS_TOPIC } from '../../shared/events/message-schema.ts';
import type { ShownDomain } from './demo-domain.ts';
import { ELSEWHERE, type Outcome, type PublishedEvent, type Scenario } from './demo-scenarios.ts';
import type { ClosteSandbox } from './sandbox/closte-api.ts';

/** A scenario with the domain in its canonical spelling. */
export type Play = Scenario & { readonly name: DomainName; readonly siteId: number };

/** Sets up the sandbox as the scenarios need it. */
export async function prepare(origin: string, plays: readonly Play[]): Promise<void> {
  const refused = plays.filter(({ outside }) => outside === 'refused-by-closte');
  await send('PUT', `${origin}/sandbox/refusals`, { domains: refused.map(({ name }) => name) });
  for (const { name } of plays.filter(({ outside }) => outside === 'points-elsewhere')) {
    await send('PUT', `${origin}/sandbox/dns/${name}`, { a: [ELSEWHERE] });
  }
}

/** Publishes an event of a domain, as the multisite does. */
export async function publish(
  origin: string,
  { domain, siteId }: Play,
  told: PublishedEvent,
): Promise<void> {
  const { type, secondsAgo = 0, times = 1 } = told;
  const occurredAt = new Date(Date.now() - secondsAgo * 1000).toISOString();
  const event = { version: 1, id: randomUUID(), type, occurredAt, domain, siteId };
  const message = {
    data: Buffer.from(JSON.stringify(event)).toString('base64'),
    attributes: { type },
    orderingKey: domain,
  };
  const messages = Array.from({ length: times }, () => message);
  await send('POST', `${origin}/v1/projects/demo/topics/${EVENTS_TOPIC}:publish`, { messages });
}

async function send(method: 'PUT' | 'POST', url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status} ${answer}`);
}

/** How a domain stands, according to its status and to Closte. */
export function outcomeOf(shown: ShownDomain, closte: ClosteSandbox): Outcome {
  const { domain, intent, stage, alias, secure, problems } = shown;
  const addCalls = closte.calls.filter(
    ({ endpoint, fields }) => endpoint === '/adddomainalias' && fields.domain === domain,
  );
  return {
    intent,
    stage,
    alias,
    secure,
    problems: problems.map(({ code }) => code),
    atCloste: closte.aliases().some((known) => known.domain === domain),
    addCalls: addCalls.length,
  };
}
