import { problemsOf } from '../../shared/lifecycle/record.ts';
import type { Ended } from './run.ts';
import { DOMAINS, SHARED_DOMAIN } from './schedule.ts';

/**
 * Judges the end of a run, whatever came before. It knows nothing of the lifecycle, only what people did, and
 * what they may expect from it.
 *
 * @returns a line for everything that does not hold
 */
export function complaints({
  aliases,
  items,
  places,
  sharing,
  restoredLive,
  records,
  told,
  diagnoses,
  isPluginReached,
  harm,
}: Ended): string[] {
  const found: string[] = harm.map((what) => `harm was done: ${what}`);
  const expect = (domain: string, what: string, seen: unknown, wanted: unknown) => {
    if (seen !== wanted) found.push(`${domain}: ${what} is ${seen}, and should be ${wanted}`);
  };
  expect(SHARED_DOMAIN, 'the alias at Closte', aliases.has(SHARED_DOMAIN), sharing.size > 0);
  for (const domain of DOMAINS) {
    const item = [...items.values()].find((one) => one.domain === domain);
    const record = records.get(domain);
    const isMapped = record !== undefined && !['removing', 'removed'].includes(record.alias.state);
    expect(domain, 'the alias at Closte', aliases.has(domain), item !== undefined);
    expect(domain, 'being mapped', isMapped, item !== undefined);
    const { intent, stage, site, problems } = shownOf(diagnoses.get(domain));
    if (!item && isPluginReached) expect(domain, 'mapped in WordPress', intent === 'mapped', false);
    if (!item || !record) continue;
    if (isPluginReached) {
      expect(domain, 'the stage shown in WordPress', stage, record.stage);
      expect(domain, 'the site shown in WordPress', site, record.siteId);
      expect(domain, 'what is wrong in WordPress', problems, codesOf(problemsOf(record)));
    }

    const place = places.get(domain)?.at;
    const isTold = told.has(domain);
    if (place === 'here') expect(domain, 'the stage', record.stage, 'done');
    // The multisite has a restored domain live, and our own check may never have seen it right.
    const mayStay = restoredLive.has(item.id) && record.stage === 'done';
    if (place === 'elsewhere' && !mayStay) expect(domain, 'the stage', record.stage, 'failed');
    expect(domain, 'the stage in the multisite', item.stage, record.stage);
    expect(domain, 'the site', record.siteId, item.siteId);
    if (isTold) expect(domain, 'the stage last told', told.get(domain), record.stage);
    else expect(domain, 'the stage that nobody was told', record.stage, 'checking-dns');
  }
  return found;
}

const codesOf = (problems: readonly unknown[]) =>
  problems.map((problem) => Object(problem).code).join(', ');

function shownOf(diagnosis: object | undefined) {
  const { intent, stage, siteId, problems = [] } = Object(diagnosis);
  return { intent, stage, site: siteId, problems: codesOf(problems) };
}
