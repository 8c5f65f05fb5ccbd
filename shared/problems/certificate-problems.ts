import * as v from 'valibot';
import type { ProblemCode } from './codes.ts';
import { fixBy } from './fix.ts';
import { moment } from './moment.ts';
import { type Phrase, phrase } from './phrase.ts';
import { fixedBy, listed, more, reason, template, text, texts } from './template.ts';
import { certificateRemedy, waitsForSchema } from './waits-for.ts';

const NAME = 'shop.example.com';
/** Closte issues a certificate within 10 minutes of the alias. */
const ISSUED_WITHIN_SECONDS = 600;
const fixedByIssuance = fixedBy('closte', ISSUED_WITHIN_SECONDS);
const WAIT_FOR_CLOSTE = phrase('certificate.wait-for-closte');
/**
 * Problems because of which the authority issues no certificate: issuing is forbidden, or nobody can look up
 * whether it is. The certificate that is shown is then an old one, or another domain's. A certificate is
 * looked at only once DNS is right in every other respect.
 */
const NONE_ISSUED: readonly ProblemCode[] = [
  'caa-forbids-issuer',
  'dns-server-failure',
  'dns-dnssec-broken',
];

/** The addresses that show the certificate, given if others of the domain do not. */
const place = { at: v.exactOptional(texts), waitsFor: waitsForSchema };
const certified = { names: texts, moreNames: more };

const at = ({ at }: { readonly at?: readonly string[] }) =>
  at ? phrase('certificate.at', { addresses: at }) : '';

const namesIn = ({ names, moreNames }: { names: readonly string[]; moreNames?: number }) =>
  names.length > 0 ? listed(names, moreNames) : phrase('certificate.no-name');

/** The faults of the certificate that is shown, and those that keep one from being shown. */
export const CERTIFICATE_PROBLEMS = {
  'tls-unreachable': template({
    severity: 'error',
    values: v.object({ name: text, addresses: texts, reason, waitsFor: waitsForSchema }),
    when: phrase('tls-unreachable.when'),
    fix: fixedBy('closte'),
    tell: ({ name, addresses, reason, ...waiting }) => ({
      message: phrase('tls-unreachable.message', {
        name,
        addresses,
        reason,
        count: addresses.length,
      }),
      remedy: certificateRemedy(waiting, phrase('tls-unreachable.remedy')),
    }),
    example: {
      name: NAME,
      addresses: ['203.0.113.7'],
      reason: phrase('tls-unreachable.reason.refused'),
    },
  }),
  'tls-handshake-failed': template({
    severity: 'error',
    values: v.object({
      name: text,
      addresses: texts,
      reason,
      waitsFor: waitsForSchema,
      /** The newest TLS version that the server speaks, if that is too old for browsers. */
      oldVersion: v.exactOptional(text),
      /** Set if browsers refuse the handshake that the server offers, whatever its certificate is. */
      isOfSettings: v.exactOptional(v.literal(true)),
    }),
    when: phrase('tls-handshake-failed.when'),
    fix: ({ oldVersion, isOfSettings }) =>
      oldVersion === undefined && !isOfSettings ? fixedByIssuance() : fixBy('closte'),
    tell: ({ name, addresses, reason, oldVersion, isOfSettings, ...waiting }) => ({
      message: phrase('tls-handshake-failed.message', {
        name,
        addresses,
        reason,
        count: addresses.length,
      }),
      remedy: certificateRemedy(
        waiting,
        isOfSettings
          ? phrase('tls-handshake-failed.remedy.settings')
          : oldVersion === undefined
            ? WAIT_FOR_CLOSTE
            : phrase('tls-handshake-failed.remedy.old-version'),
      ),
    }),
    example: {
      name: NAME,
      addresses: ['203.0.113.7'],
      reason: phrase('tls-handshake-failed.reason.not-tls'),
    },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-self-signed': template({
    severity: 'error',
    values: v.object({ ...place, name: text }),
    when: phrase('certificate-self-signed.when'),
    fix: fixedByIssuance,
    tell: ({ name, ...where }) => ({
      message: phrase('certificate-self-signed.message', { name, at: at(where) }),
      remedy: certificateRemedy(where, WAIT_FOR_CLOSTE),
    }),
    example: { name: NAME },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-incomplete-chain': template({
    severity: 'error',
    values: v.object({ ...place, name: text, issuer: text }),
    when: phrase('certificate-incomplete-chain.when'),
    fix: fixedBy('closte'),
    tell: ({ name, issuer, ...where }) => ({
      message: phrase('certificate-incomplete-chain.message', { name, issuer, at: at(where) }),
      remedy: certificateRemedy(where, phrase('certificate-incomplete-chain.remedy')),
    }),
    example: { name: NAME, issuer: "R11 (Let's Encrypt)" },
  }),
  'certificate-untrusted': template({
    severity: 'error',
    values: v.object({ ...place, name: text, issuer: text, reason }),
    when: phrase('certificate-untrusted.when'),
    fix: fixedBy('closte'),
    tell: ({ name, issuer, reason, ...where }) => ({
      message: phrase('certificate-untrusted.message', { name, issuer, reason, at: at(where) }),
      remedy: certificateRemedy(where, phrase('certificate-untrusted.remedy')),
    }),
    example: {
      name: NAME,
      issuer: 'Example Issuing CA',
      reason: phrase('certificate-untrusted.reason.unknown-root', { top: 'Example Root' }),
    },
  }),
  'certificate-expired': template({
    severity: 'error',
    values: v.object({ ...place, name: reason, validTo: text }),
    when: phrase('certificate-expired.when'),
    fix: fixedBy('closte'),
    tell: ({ name, validTo, ...where }) => ({
      message: phrase('certificate-expired.message', {
        name,
        validTo: moment(validTo),
        at: at(where),
      }),
      remedy: certificateRemedy(where, phrase('certificate-expired.remedy')),
    }),
    example: { name: NAME, validTo: '2026-11-01T00:00:00.000Z' },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-not-yet-valid': template({
    severity: 'error',
    values: v.object({ ...place, name: reason, validFrom: text }),
    when: phrase('certificate-not-yet-valid.when'),
    fix: fixedBy('closte'),
    tell: ({ name, validFrom, ...where }) => ({
      message: phrase('certificate-not-yet-valid.message', {
        name,
        validFrom: moment(validFrom),
        at: at(where),
      }),
      remedy: certificateRemedy(where, phrase('certificate-not-yet-valid.remedy')),
    }),
    example: { name: NAME, validFrom: '2026-12-24T00:00:00.000Z' },
  }),
  'certificate-wrong-name': template({
    severity: 'error',
    values: v.object({ ...place, name: text, ...certified }),
    when: phrase('certificate-wrong-name.when'),
    fix: fixedByIssuance,
    tell: (values) => ({
      message: phrase('certificate-wrong-name.message', { name: values.name, ...shown(values) }),
      remedy: certificateRemedy(values, WAIT_FOR_CLOSTE),
    }),
    example: { name: NAME, names: ['network.example.net'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-wildcard-missing': template({
    severity: 'error',
    values: v.object({ ...place, domain: text, ...certified }),
    when: phrase('certificate-wildcard-missing.when'),
    fix: fixedBy('closte'),
    tell: ({ domain, ...values }) => ({
      message: phrase('certificate-wildcard-missing.message', { domain, ...shown(values) }),
      remedy: certificateRemedy(values, phrase('certificate-wildcard-missing.remedy', { domain })),
    }),
    example: { domain: '*.example.com', names: ['example.com'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-www-missing': template({
    severity: 'warning',
    values: v.object({ ...place, name: text, domain: text, ...certified }),
    when: phrase('certificate-www-missing.when'),
    fix: fixedBy('ops'),
    tell: ({ name, domain, ...values }) => ({
      message: phrase('certificate-www-missing.message', { name, domain, ...shown(values) }),
      remedy: [phrase('certificate-www-missing.remedy', { name })],
    }),
    example: { name: 'www.example.com', domain: 'example.com', names: ['example.com'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-expiring': template({
    severity: 'warning',
    values: v.object({ ...place, name: text, validTo: text }),
    when: phrase('certificate-expiring.when'),
    fix: fixedBy('closte'),
    tell: ({ name, validTo, ...where }) => ({
      message: phrase('certificate-expiring.message', {
        name,
        validTo: moment(validTo),
        at: at(where),
      }),
      remedy: certificateRemedy(where, phrase('certificate-expiring.remedy')),
    }),
    example: { name: NAME, validTo: '2026-12-01T00:00:00.000Z' },
    followsFrom: NONE_ISSUED,
  }),
};

interface Shown {
  readonly at?: readonly string[];
  readonly names: readonly string[];
  readonly moreNames?: number;
}

function shown(values: Shown): {
  readonly at: string | Phrase;
  readonly names: ReturnType<typeof namesIn>;
} {
  return { at: at(values), names: namesIn(values) };
}
