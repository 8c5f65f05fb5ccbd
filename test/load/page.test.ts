import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withPart } from '../../infra/generate/page-part.ts';
import { eventNumber } from './events.ts';
import { FIGURES, tableOf } from './page.ts';

describe('the figures of the load test', () => {
  const page = readFileSync('docs/reliability/load.md', 'utf8');
  const table = tableOf(
    [
      {
        phase: { name: '50 a second', events: 100, rate: 50, message: eventNumber },
        seconds: 2,
        durationsMs: [...Array.from({ length: 99 }, () => 20), 12_000],
        again: 1,
        failed: 0,
        left: 0,
        memory: { first: 150, last: 151 },
        liveAfterMs: [1000, 2000, 61_000],
      },
    ],
    600_000,
  );

  it('have their place in docs/reliability/load.md', () => {
    const once = withPart(page, FIGURES, table);
    assert.match(
      once,
      /^\| 50 a second \| 50\/s for 2 s \| 20 ms, 12 s \(of 600 s\) \| 0 \| 1 \| 0 \| 150 MiB, 151 MiB \| 2000 ms, 61 s \|$/m,
    );
  });

  it('are of events that map a domain, ask to look again and unmap it, for each domain in turn', () => {
    const types = [0, 3000, 6000, 9000].map((n) => eventNumber(n).type);
    assert.deepEqual(types, ['domain.created', 'domain.check', 'domain.deleted', 'domain.created']);
    assert.deepEqual(new Set([0, 3000, 6000].map((n) => eventNumber(n).domain)).size, 1);
  });
});
