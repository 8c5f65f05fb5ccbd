import * as v from 'valibot';
import { changesRecords, fixBy } from './fix.ts';
import { type Phrase, phrase } from './phrase.ts';
import { listedIn, seenAddresses } from './seen-addresses.ts';
import { tellFix } from './tell-fix.ts';
import { recordTemplate, template, text, texts } from './template.ts';

const NAME = 'shop.example.com';

/** The problems and notes about a proxy in front of a domain or of the network itself. */
export const PROXY_PROBLEMS = {
  'network-proxied': template({
    severity: 'warning',
    values: v.object({ name: text, proxy: text, ...seenAddresses }),
    when: phrase('network-proxied.when'),
    fix: () => fixBy('ops'),
    tell: ({ name, proxy, ...seen }) => ({
      message: phrase('network-proxied.message', { name, proxy, ...listedIn(seen) }),
      remedy: [phrase('network-proxied.remedy')],
    }),
    example: { name: 'network.example.net', proxy: 'Cloudflare', addresses: ['192.0.2.80'] },
  }),
  'proof-secret-differs': template({
    severity: 'error',
    values: v.object({
      name: text,
      ...seenAddresses,
      /** The records that would lead here, if another network answers. */
      wanted: v.exactOptional(texts),
    }),
    when: phrase('proof-secret-differs.when'),
    fix: () => fixBy('ops'),
    tell: ({ name, wanted = [], ...seen }) => ({
      message: phrase('proof-secret-differs.message', { name, ...listedIn(seen) }),
      remedy: [
        phrase('proof-secret-differs.remedy.secret'),
        phrase('proof-secret-differs.remedy.name', { name }),
        ...(wanted.length > 0 ? [phrase('proof-secret-differs.remedy.other', { wanted })] : []),
      ],
    }),
    example: { name: NAME, addresses: ['192.0.2.80'] },
  }),
  'dns-proxy-unproven': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      /** The proxy's name; absent if it only identified itself as a proxy. */
      proxy: v.exactOptional(text),
      ...seenAddresses,
      /** The records that would lead here without it. */
      wanted: texts,
    }),
    when: phrase('dns-proxy-unproven.when'),
    tell: ({ name, proxy, wanted, ...seen }, fix) => ({
      message:
        proxy === undefined
          ? phrase('dns-proxy-unproven.message.hiding', { name, ...listedIn(seen) })
          : phrase('dns-proxy-unproven.message', { name, proxy, ...listedIn(seen) }),
      ...(proxy === undefined
        ? { remedy: letThroughOr(wanted) }
        : {
            remedy: changesRecords(fix) ? tellFix(fix) : [switchedOff(name, proxy, wanted)],
            otherwise: [phrase('dns-proxy-unproven.remedy.keep')],
          }),
    }),
    example: {
      name: NAME,
      proxy: 'Cloudflare',
      addresses: ['192.0.2.80'],
      wanted: [`${NAME} A 203.0.113.7`],
    },
    exampleFix: fixBy('customer'),
  }),
  'dns-proxied': template({
    severity: 'note',
    values: v.object({
      name: text,
      ...seenAddresses,
      /** The host to which the proxy redirects visitors: the www twin, which is ours. */
      target: v.exactOptional(text),
    }),
    when: phrase('dns-proxied.when'),
    fix: () => fixBy('nobody'),
    tell: ({ name, target, ...seen }) => ({
      message:
        target === undefined
          ? phrase('dns-proxied.message', { name, ...listedIn(seen) })
          : phrase('dns-proxied.message.redirected', { name, target, ...listedIn(seen) }),
      remedy: [phrase('dns-proxied.remedy')],
    }),
    example: { name: NAME, addresses: ['192.0.2.80'] },
  }),
};

function switchedOff(name: string, proxy: string, wanted: readonly string[]): Phrase {
  return wanted.length > 0
    ? phrase('dns-proxy-unproven.remedy', { proxy, wanted })
    : phrase('dns-proxy-unproven.remedy.off', { name, proxy });
}

function letThroughOr(wanted: readonly string[]): readonly Phrase[] {
  return [
    phrase('dns-proxy-unproven.remedy.let-through'),
    ...(wanted.length > 0 ? [phrase('dns-proxy-unproven.remedy.without', { wanted })] : []),
  ];
}
