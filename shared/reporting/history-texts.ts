import type { Milestone } from '../lifecycle/milestone.ts';

/** The milestones as people read them. */
export const MILESTONE_TEXTS: Readonly<Record<Milestone['what'], string>> = {
  mapped: 'the multisite mapped it',
  unmapped: 'the multisite unmapped it',
  'check-asked': 'a person asked to look again',
  'alias-added': 'Closte has the alias',
  'alias-refused': 'Closte refuses the alias',
  'alias-removed': 'Closte no longer has the alias',
  'certificate-requested': 'Closte was asked for the certificate',
};
