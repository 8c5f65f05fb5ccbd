/** The steps in the life of a domain that are remembered beside the changes of its stage. */
export const MILESTONES = [
  'mapped',
  'unmapped',
  'check-asked',
  'alias-added',
  'alias-refused',
  'alias-removed',
  'certificate-requested',
] as const;

/** One milestone of a domain. */
export interface Milestone {
  readonly what: (typeof MILESTONES)[number];
  /** When we heard of it or did it, in milliseconds since the epoch. */
  readonly at: number;
}
