/**
 * Where a domain stands, in Ultimate Multisite's own words, and every way from one stage to the next. These
 * two tables are the only place where a stage changes (except that it goes back to the start when the
 * domain is mapped again, or when a person asks to look again after the tries ran out).
 */

/** All stages, in the order in which lists and charts show them. */
export const STAGES = [
  'checking-dns',
  'checking-ssl-cert',
  'done',
  'done-without-ssl',
  'failed',
  'ssl-failed',
] as const;

export type Stage = (typeof STAGES)[number];

/** The stage of a new item in the multisite. */
export const FIRST_STAGE: Stage = 'checking-dns';

interface Transitions {
  /** The check found everything right. */
  readonly right: Stage;
  /** The check did not, and there are tries left. */
  readonly notRight: Stage;
  /** The check did not, and that was the last try. */
  readonly outOfTries: Stage;
}

/**
 * A domain that is live stays live until it is proved lost (`lost.ts`): Ultimate Multisite stops serving a
 * domain in any `checking-…` or failed stage, and no fault may take down a site that visitors reach.
 */
export const AFTER_DNS: Readonly<Record<Stage, Transitions>> = {
  'checking-dns': {
    right: 'checking-ssl-cert',
    notRight: 'checking-dns',
    outOfTries: 'failed',
  },
  'checking-ssl-cert': {
    right: 'checking-ssl-cert',
    notRight: 'checking-dns',
    outOfTries: 'failed',
  },
  done: { right: 'done', notRight: 'done', outOfTries: 'failed' },
  'done-without-ssl': {
    right: 'done-without-ssl',
    notRight: 'done-without-ssl',
    outOfTries: 'failed',
  },
  failed: { right: 'checking-ssl-cert', notRight: 'failed', outOfTries: 'failed' },
  'ssl-failed': { right: 'ssl-failed', notRight: 'ssl-failed', outOfTries: 'failed' },
};

/** The certificate is checked only right after DNS was found right. */
export const AFTER_CERTIFICATE: Readonly<Record<Stage, Transitions>> = {
  'checking-dns': {
    right: 'done',
    notRight: 'checking-ssl-cert',
    outOfTries: 'ssl-failed',
  },
  'checking-ssl-cert': {
    right: 'done',
    notRight: 'checking-ssl-cert',
    outOfTries: 'ssl-failed',
  },
  done: { right: 'done', notRight: 'done', outOfTries: 'ssl-failed' },
  'done-without-ssl': {
    right: 'done',
    notRight: 'done-without-ssl',
    outOfTries: 'done-without-ssl',
  },
  failed: { right: 'done', notRight: 'checking-ssl-cert', outOfTries: 'ssl-failed' },
  'ssl-failed': { right: 'done', notRight: 'ssl-failed', outOfTries: 'ssl-failed' },
};

/** Whether Ultimate Multisite serves the site under a domain in this stage. */
export function isLive(stage: Stage): boolean {
  return stage === 'done' || stage === 'done-without-ssl';
}

/** Whether the domain is still being checked: it is neither live nor failed. */
export function isUnderway(stage: Stage): boolean {
  return !isLive(stage) && !isFailed(stage);
}

/** Whether the tries ran out. The domain is still looked at, at growing intervals. */
export function isFailed(stage: Stage): boolean {
  return stage === 'failed' || stage === 'ssl-failed';
}
