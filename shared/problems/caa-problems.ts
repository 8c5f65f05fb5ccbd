import * as v from 'valibot';
import type { RecordType } from './dns-record.ts';
import { fixBy, NO_CHANGE, type RecordChange, type Unlisted } from './fix.ts';
import { legible } from './legible.ts';
import { type Phrase, phrase } from './phrase.ts';
import { recordText, tellFix } from './tell-fix.ts';
import { listed, more, reason, recordTemplate, template, text, texts } from './template.ts';

/** The ways in which a domain's CAA records keep an authority from issuing. */
export const CAA_PROBLEMS = {
  'caa-forbids-issuer': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      /** The name that has the records: the domain itself or a name above it. */
      at: text,
      /** In the form of a zone file, without the name: `0 issue "ca.example.net"`. */
      records: texts,
      moreRecords: more,
      authority: text,
      /** Conditions that the host does not meet, in records that name the authority (RFC 8657). */
      parameters: v.exactOptional(texts),
      /** A record names the authority with capital letters, so it counts as another authority's. */
      isMisspelled: v.exactOptional(v.literal(true)),
      /** The records belong to somebody else, and there is no way around them. */
      ofStranger: v.exactOptional(v.literal(true)),
    }),
    when: phrase('caa-forbids-issuer.when'),
    tell: (values, { orElse, ...fix }) => {
      const { name, at, records, moreRecords, authority } = values;
      return {
        message: phrase('caa-forbids-issuer.message', {
          name,
          at,
          records: listed(records, moreRecords),
          count: records.length + (moreRecords ?? 0),
          authority,
          why: whyForbidden(values),
        }),
        ...(orElse
          ? {
              remedy: tellFix(fix),
              otherwise: [
                phrase('caa-forbids-issuer.remedy.or-ask', { at, type: aliasTypeIn(fix) }),
                ...changedCaa(at, orElse, fix.unlisted),
              ],
            }
          : {
              remedy: [
                ...(values.ofStranger ? [phrase('caa-forbids-issuer.remedy.ask', { at })] : []),
                ...changedCaa(at, fix, fix.unlisted),
              ],
            }),
      };
    },
    example: {
      name: 'shop.example.com',
      at: 'example.com',
      records: ['0 issue "ca.example.net"'],
      authority: 'letsencrypt.org',
    },
    exampleFix: {
      who: 'customer',
      ...NO_CHANGE,
      create: [{ name: 'example.com', type: 'CAA', value: '0 issue "letsencrypt.org"' }],
    },
  }),
  'caa-registry-failure': template({
    severity: 'note',
    values: v.object({
      /** The name below which people register names: `com`, `co.uk`. */
      name: text,
      reason,
    }),
    when: phrase('caa-registry-failure.when'),
    fix: () => fixBy('nobody'),
    tell: (values) => ({
      message: phrase('caa-registry-failure.message', values),
      remedy: [phrase('caa-registry-failure.remedy')],
    }),
    example: { name: 'com', reason: 'SERVFAIL' },
  }),
};

/** The type of the record that leads to the CAA records, and has to go. */
function aliasTypeIn({ remove }: RecordChange): RecordType {
  return remove.find(({ type }) => type !== 'CAA')?.type ?? 'CNAME';
}

/** The changes that the CAA records of `at` need. */
function changedCaa(
  at: string,
  { create, remove }: RecordChange,
  unlisted: readonly Unlisted[] = [],
): Phrase[] {
  const bad = listed(
    remove.map(({ value }) => legible(value)),
    unlisted[0]?.count,
  );
  return [
    ...(remove.length > 0
      ? [
          phrase('caa-forbids-issuer.remedy.remove', {
            records: [`${at} CAA ${bad[0]}`, ...bad.slice(1)],
          }),
        ]
      : []),
    ...create.map((record) =>
      phrase('caa-forbids-issuer.remedy.add', { records: recordText(record) }),
    ),
  ];
}

/** Begins with its own space, or is empty: a record of another authority needs no explanation. */
function whyForbidden(values: {
  readonly parameters?: readonly string[];
  readonly isMisspelled?: true;
}): Phrase | '' {
  const { parameters = [], isMisspelled } = values;
  if (parameters.length > 0) return phrase('caa-forbids-issuer.why.parameters', { parameters });
  return isMisspelled ? phrase('caa-forbids-issuer.why.spelling') : '';
}
