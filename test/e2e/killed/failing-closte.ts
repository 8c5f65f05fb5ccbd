import { createServer } from 'node:http';
import type { FaultKind } from '../../../infra/local/sandbox/closte-faults.ts';
import type { Outside } from '../../support/outside.ts';
import { portOf } from '../../support/port-of.ts';

/** A Closte that fails a share of its calls while `fails` is set, each time in the next of these ways. */
export interface FailingCloste extends AsyncDisposable {
  readonly url: string;
  fails: boolean;
  calls(): number;
  /** How often each of these happened. */
  readonly failures: ReadonlyMap<FaultKind, number>;
}

const WAYS: readonly FaultKind[] = [
  'success-then-reset',
  'error-500',
  'done-later',
  'empty-body',
  'reset',
  'not-json',
  'hang',
  'too-large',
  'redirect',
  'rate-limited',
  'unauthorized',
];

/** @param oneIn one in this many calls fails */
export async function failingCloste(
  { closte, environment }: Outside,
  oneIn: number,
): Promise<FailingCloste> {
  const failures = new Map<FaultKind, number>();
  let calls = 0;
  let failed = 0;
  const api = createServer((request, response) => {
    calls += 1;
    const kind = WAYS[failed % WAYS.length];
    if (it.fails && calls % oneIn === 0 && kind !== undefined) {
      failed += 1;
      failures.set(kind, (failures.get(kind) ?? 0) + 1);
      closte.addFault({ kind, times: 1 });
    }
    closte.handler(request, response);
  });
  const { pathname } = new URL(environment.CLOSTE_API_URL ?? '');
  const it = {
    url: `http://127.0.0.1:${await portOf(api)}${pathname}`,
    fails: true,
    calls: () => calls,
    failures,
    async [Symbol.asyncDispose]() {
      api.closeAllConnections();
      await new Promise((closed) => api.close(closed));
    },
  };
  return it;
}
