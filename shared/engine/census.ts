import { NEEDED, needs } from '../lifecycle/marks.ts';
import type { Count } from '../lifecycle/statistics.ts';
import type { Store } from '../store/store.ts';

const OF_CLOSTE = ['closte-unauthorized', 'closte-unavailable'] as const;

/**
 * Counts the domains by everything that the status page and the dashboard show. Unlike the work of each
 * minute, its cost grows with the number of domains.
 *
 * @param now milliseconds since the epoch
 */
export async function takeCensus(store: Store, now: number): Promise<Count> {
  const [byStage, byMark] = await Promise.all([
    store.countByStage(),
    store.countByMark([...NEEDED.map(needs), ...OF_CLOSTE]),
  ]);
  const inStage = (stage: keyof Count['stages']) => byStage.get(stage) ?? 0;
  const marked = (mark: Parameters<typeof byMark.get>[0]) => byMark.get(mark) ?? 0;
  return {
    at: now,
    stages: {
      'checking-dns': inStage('checking-dns'),
      'checking-ssl-cert': inStage('checking-ssl-cert'),
      done: inStage('done'),
      'done-without-ssl': inStage('done-without-ssl'),
      failed: inStage('failed'),
      'ssl-failed': inStage('ssl-failed'),
    },
    needs: {
      customer: marked('needs-customer'),
      ops: marked('needs-ops'),
      closte: marked('needs-closte'),
      proxy: marked('needs-proxy'),
    },
    waitForCloste: OF_CLOSTE.reduce((sum, code) => sum + marked(code), 0),
  };
}
