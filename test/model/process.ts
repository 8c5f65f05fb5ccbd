import type { Effects } from '../../shared/engine/engine.ts';
import type { Store } from '../../shared/store/store.ts';
import { Died } from './faults.ts';
import type { Crash } from './schedule.ts';

/** A process of ours, with the outside and the store as it sees them. */
export interface Process {
  readonly store: Store;
  readonly effects: Effects;
  /** Whether it was killed: nothing that it does has an effect any more. */
  isDead(): boolean;
}

type Write = Exclude<
  keyof Store,
  'get' | 'list' | `count${string}` | `read${string}` | 'nextDueAt' | 'close'
>;

/** @param nextCrash returns the crash before or after the next write to the store */
export function startProcess(store: Store, effects: Effects, nextCrash: () => Crash): Process {
  let isDead = false;
  function die(): never {
    isDead = true;
    throw new Died('the process was killed');
  }
  function alive(): void {
    if (isDead) die();
  }

  /** A fault of the outside that kills ends the whole process, not only the call. */
  function reaching<Args extends readonly unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
  ) {
    return async (...args: Args): Promise<Result> => {
      alive();
      try {
        const result = await call(...args);
        alive();
        return result;
      } catch (error) {
        if (error instanceof Died) isDead = true;
        throw error;
      }
    };
  }

  function writing<Args extends readonly unknown[], Result>(
    write: (...args: Args) => Promise<Result>,
  ) {
    const reached = reaching(write);
    return async (...args: Args): Promise<Result> => {
      alive();
      const crash = nextCrash();
      if (crash === 'before') die();
      const result = await reached(...args);
      if (crash === 'after') die();
      return result;
    };
  }

  const writes: Pick<Store, Write> = {
    update: writing(store.update),
    recordSiteDeletion: writing(store.recordSiteDeletion),
    claim: writing(store.claim),
    claimDue: writing(store.claimDue),
    endFalseClaims: writing(store.endFalseClaims),
    save: writing(store.save),
    settle: writing(store.settle),
    abandon: writing(store.abandon),
    changeSettings: writing(store.changeSettings),
    changeStatistics: writing(store.changeStatistics),
    changeRun: writing(store.changeRun),
    keepSheet: writing(store.keepSheet),
    forgetSheets: writing(store.forgetSheets),
  };
  const { aliasHost, multisite, diagnoses, openPass } = effects;
  return {
    isDead: () => isDead,
    store: {
      ...store,
      ...writes,
      get: reaching(store.get),
      list: reaching(store.list),
      nextDueAt: reaching(store.nextDueAt),
      readSettings: reaching(store.readSettings),
    },
    effects: {
      openPass,
      report: reaching(effects.report),
      aliasHost: {
        add: reaching(aliasHost.add),
        remove: reaching(aliasHost.remove),
        requestCertificate: reaching(aliasHost.requestCertificate),
        test: aliasHost.test,
      },
      multisite: multisite && {
        write: reaching(multisite.write),
        get: reaching(multisite.get),
        find: reaching(multisite.find),
        page: reaching(multisite.page),
        hasSite: reaching(multisite.hasSite),
      },
      diagnoses: diagnoses && { tell: reaching(diagnoses.tell) },
    },
  };
}
