/** The parsers of strangers' input, each as a function of one text or of the bytes of a message. */

import type { Question } from '../../shared/closte/api-result.ts';
import { quote } from '../../shared/closte/quote.ts';
import { readAdded, readConnectionTest, readRemoved } from '../../shared/closte/verdict.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import { InvalidMessageError, readDomainEvent } from '../../shared/events/domain-event.ts';
import { readRetryAfter } from '../../shared/http/retry-after.ts';
import { readItem, readItems } from '../../shared/multisite/domain-item.ts';
import { readResponse as readRestResponse } from '../../shared/multisite/rest-response.ts';
import { few, legible } from '../../shared/problems/legible.ts';
import { dnsNames } from '../../shared/verification/certificate/alternative-names.ts';
import { judgeCertificate } from '../../shared/verification/certificate/judgement.ts';
import { authorityName } from '../../shared/verification/certificate/shown-certificate.ts';
import { judgeCaa } from '../../shared/verification/dns/caa-judgement.ts';
import {
  fromAuthority,
  fromResolver,
  zoneIn,
} from '../../shared/verification/dns/client/interpret.ts';
import { type Query, readResponse } from '../../shared/verification/dns/client/message.ts';
import {
  isWithin,
  namesAbove,
  normalName,
} from '../../shared/verification/dns/client/wire-name.ts';
import { isProof } from '../../shared/verification/proof/proof.ts';
import { redirectTarget } from '../../shared/verification/proof/redirect.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const SHOP = parseDomainName('shop.example.com');

/** Many inputs are refused; the steps of a refusal count as well. */
function tried(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

export function caaValue(value: string): void {
  const records = ['issue', 'issuewild', 'odd'].map((tag) => ({ flags: 128, tag, value }));
  for (const isForWildcard of [false, true]) judgeCaa(records, 'letsencrypt.org', isForWildcard);
}

/** One record per line. */
export function caaRecords(values: string): void {
  const records = values
    .split('\n')
    .map((value) => ({ flags: 128, tag: value.slice(0, 9), value }));
  judgeCaa(records, 'letsencrypt.org', true);
}

export interface Heard {
  readonly message: Uint8Array;
  readonly query: Query;
}

export function dnsMessage({ message, query }: Heard): void {
  const reply = readResponse(Buffer.from(message), query);
  if (typeof reply !== 'object') return;
  for (const read of [fromResolver, fromAuthority]) read(reply, query.name, query.type);
  zoneIn(reply, query.name);
}

export function dnsName(text: string): void {
  const name = normalName(text);
  if (name === undefined) return;
  namesAbove(name);
  isWithin(name, 'example.com');
}

export function domainName(text: string): void {
  tried(() => parseDomainName(text));
}

export function line(text: string): void {
  legible(text);
  few(text.split(','), 8);
}

export function alternativeNames(text: string): void {
  tried(() => judgeNames(dnsNames(text)));
}

function judgeNames(names: readonly string[]): void {
  const certificate = {
    issuer: 'R3',
    names,
    coversServerName: false,
    selfSigned: false,
    locatesIssuer: false,
    issuers: [],
    validFrom: 0,
    validTo: NOW,
  };
  const sight = { address: '192.0.2.7', handshake: { kind: 'shown', certificate } } as const;
  for (const domain of ['shop.example.com', '*.example.com']) {
    judgeCertificate(parseDomainName(domain), [sight, sight], NOW - 1);
  }
}

export function distinguishedName(text: string): void {
  authorityName(text);
}

export function proofBody(text: string): void {
  isProof(text, 'f'.repeat(64));
}

export function location(text: string): void {
  redirectTarget(new URL('http://shop.example.com/a'), text, new Set(['shop.example.com']));
}

export function closteBody(text: string): void {
  closteSays(Buffer.from(text));
}

export function closteError(error: string): void {
  quote(error, 'k3y/With+odd=chars');
  closteSays(Buffer.from(JSON.stringify({ success: false, error })));
}

function closteSays(body: Uint8Array): void {
  const question: Question = { apiKey: '25%25/key', domain: SHOP, now: NOW };
  for (const read of [readAdded, readRemoved, readConnectionTest]) {
    for (const status of [200, 403, 503]) {
      tried(() => read({ status, retryAfter: undefined, body }, question));
    }
  }
}

export function multisiteBody(text: string): void {
  for (const status of [200, 404]) {
    tried(() => {
      const answer = readRestResponse({ status, headers: {}, body: Buffer.from(text) }, NOW);
      if (answer.kind !== 'found') return;
      readItem(answer.json);
      readItems(answer.json);
    });
  }
}

export function retryAfter(header: string): void {
  readRetryAfter(header, NOW);
}

export function domainEvent(data: string): void {
  try {
    readDomainEvent(data, { publishedAt: NOW, allowSpecialUse: false });
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
  }
}
