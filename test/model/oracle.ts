import type { Ended } from './run.ts';
import { DOMAINS, SHARED_DOMAIN } from './schedule.ts';

/**
 * What has to hold in the end, whatever came before. It knows nothing of the lifecycle: only what people
 * did, and what they may expect of it.
 *
 * @returns a line for everything that does not hold
 */
export function complaints({
  aliases,
  items,
  places,
  sharing,
  records,
  told,
  harm,
}: Ended): string[] {
  const found: string[] = harm.map((what) => `a live site was taken down: ${what}`);
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
    if (!item || !record) continue;

    const place = places.get(domain)?.at;
    const isTold = told.has(domain);
    if (place === 'here') expect(domain, 'the stage', record.stage, 'done');
    if (place === 'elsewhere') expect(domain, 'the stage', record.stage, 'failed');
    expect(domain, 'the stage in the multisite', item.stage, record.stage);
    expect(domain, 'the site', record.siteId, item.siteId);
    if (isTold) expect(domain, 'the stage last told', told.get(domain), record.stage);
    else expect(domain, 'the stage that nobody was told', record.stage, 'checking-dns');
  }
  return found;
}
