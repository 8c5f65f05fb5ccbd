import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { commonAddress } from '../../../shared/engine/common-address.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { problem, recordProblem } from '../../../shared/problems/catalogue.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';
import type { ListFilter, RecordPage } from '../../../shared/store/store.ts';
import { aRecord, T0 } from '../../support/records.ts';

const OLD = '198.51.100.9';
const NEW = '198.51.100.10';

function pointingAt(name: string, addresses: readonly string[], lostSince: number | null = T0) {
  const domain = parseDomainName(name);
  const fix = recordsFix({ found: [], wanted: [{ name, type: 'A', value: '203.0.113.7' }] });
  const dns = [recordProblem('dns-wrong-address', { name, addresses }, fix)];
  const problems = { closte: [], dns, certificate: [] };
  return aRecord({ domain, stage: 'done', lostSince, problems });
}

/** A store with these records, and the filters with which it is queried. */
function storeWith(records: readonly DomainRecord[]) {
  const asked: ListFilter[] = [];
  const list = async (filter: ListFilter): Promise<RecordPage> => {
    asked.push(filter);
    const { after = '', limit } = filter;
    const rest = records.filter(({ domain, stage }) => stage === filter.stage && domain > after);
    const page = { records: rest.slice(0, limit) };
    const last = page.records.at(-1);
    return rest.length > limit && last ? { ...page, next: last.domain } : page;
  };
  return { asked, list };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => `d${String(n).padStart(5, '0')}.example.com`);

describe('the address that most of the live domains that look lost point at', () => {
  it('is the most frequent one', async () => {
    const store = storeWith([
      pointingAt('a.example.com', [NEW]),
      pointingAt('b.example.com', [OLD, '198.51.100.11']),
      pointingAt('c.example.com', [OLD]),
    ]);
    assert.deepEqual(await commonAddress(store), { address: OLD, domains: 2 });
  });

  it('is undefined if no domain is being lost, or if they are lost for another reason', async () => {
    const silent = problem('dns-server-failure', { name: 'b.example.com', reason: 'SERVFAIL' });
    const store = storeWith([
      pointingAt('a.example.com', [OLD], null),
      aRecord({
        stage: 'done',
        lostSince: T0,
        problems: { closte: [], dns: [silent], certificate: [] },
      }),
    ]);
    assert.equal(await commonAddress(store), undefined);
  });

  it('counts each domain once, on whatever page of the live domains it is', async () => {
    const store = storeWith(numbered(450).map((name) => pointingAt(name, [OLD])));
    assert.deepEqual(await commonAddress(store), { address: OLD, domains: 450 });
    assert.deepEqual(
      store.asked.map(({ stage }) => stage),
      ['done', 'done', 'done', 'done-without-ssl'],
    );
  });

  it('counts domains without a certificate, which are live as well', async () => {
    const without = { ...pointingAt('b.example.com', [OLD]), stage: 'done-without-ssl' } as const;
    const store = storeWith([pointingAt('a.example.com', [OLD]), without]);
    assert.deepEqual(await commonAddress(store), { address: OLD, domains: 2 });
  });

  it('is searched for among 4000 domains at most', async () => {
    const store = storeWith(numbered(4300).map((name) => pointingAt(name, [OLD])));
    assert.deepEqual(await commonAddress(store), { address: OLD, domains: 4000 });
  });
});
