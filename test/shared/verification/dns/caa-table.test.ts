import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { Problem } from '../../../../shared/problems/catalogue.ts';
import { caaProblems } from '../../../../shared/verification/dns/caa.ts';
import { climbToCaa } from '../../../../shared/verification/dns/caa-lookup.ts';
import { dnsPasses } from '../../../../shared/verification/dns/open-dns.ts';
import { describeWith } from '../../../infra/deploy/tools.ts';
import {
  NAME_SERVER_PROGRAMS,
  type NameServers,
  nameServers,
} from '../../../support/name-servers.ts';
import { changedZone } from '../../../support/zone-edit.ts';
import { CAA_CASES, type CaaCase } from './caa-table.ts';

const AUTHORITY = 'letsencrypt.org';

describeWith(NAME_SERVER_PROGRAMS, 'CAA records of real name servers', () => {
  let servers: NameServers;
  /** The zones once the fixes for the name, and for the wildcard, were carried out in them. */
  let mended: NameServers;
  const seen = new Map<string, readonly Problem[]>();

  before(async () => {
    servers = await nameServers({ zones: zonesWith(({ records }) => records) });
    for (const [at, each] of CAA_CASES.entries()) {
      for (const domain of domainsOf(each, at)) seen.set(domain, await look(servers, domain));
    }
    mended = await nameServers({
      zones: zonesWith((each, at) =>
        domainsOf(each, at)
          .flatMap((domain) => seen.get(domain) ?? [])
          .reduce<readonly string[]>(
            (records, { fix }) => changedZone(zoneOf(at), records, fix),
            each.records,
          ),
      ),
    });
  });
  after(async () => {
    await servers.close();
    await mended.close();
  });

  for (const [at, each] of CAA_CASES.entries()) {
    const { what, source, name, wildcard } = each;
    it(`${what}: ${name} for a name, ${wildcard} for a wildcard (${source})`, () => {
      const told = domainsOf(each, at).map((domain) => seen.get(domain) ?? []);
      const verdicts = told.map((problems) => (problems.length === 0 ? 'yes' : 'no'));
      assert.deepEqual(verdicts, [name, wildcard]);
      const codes = new Set(told.flat().map(({ code }) => code));
      assert.deepEqual([...codes], verdicts.includes('no') ? ['caa-forbids-issuer'] : []);
    });
  }

  it('let it issue once the fixes have been carried out', async () => {
    const left: string[] = [];
    for (const [at, each] of CAA_CASES.entries()) {
      for (const domain of domainsOf(each, at)) {
        if ((await look(mended, domain)).length > 0) left.push(`${each.what}: ${domain}`);
      }
    }
    assert.deepEqual(left, []);
  });
});

async function look({ resolvers, port }: NameServers, domain: string): Promise<Problem[]> {
  const dns = dnsPasses({ servers: resolvers, port, allowPrivateAddresses: true })();
  const name = parseDomainName(domain, { allowSpecialUse: true });
  const found = await climbToCaa(name, dns, new AbortController().signal);
  return caaProblems(name, found, AUTHORITY);
}

function zonesWith(records: (each: CaaCase, at: number) => readonly string[]) {
  return Object.fromEntries(
    CAA_CASES.map((each, at) => [
      zoneOf(at),
      { records: records(each, at), servers: ['answers' as const] },
    ]),
  );
}

function zoneOf(at: number): string {
  return `caa-${at}.test`;
}

/** The name, and the wildcard. */
function domainsOf({ at: name }: CaaCase, at: number): readonly [string, string] {
  const zone = zoneOf(at);
  return [`${name ?? 'shop'}.${zone}`, name === undefined ? `*.${zone}` : `*.${name}.${zone}`];
}
