import type { Command } from './command.ts';

/** A command before it is loaded, which costs time: only the one that is called is. */
export interface CommandEntry {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** What it is doing, for those who wait; absent if it tells that itself, or takes no time. */
  readonly doing?: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'publish',
    summary: 'Publish an event, as the multisite does',
    doing: 'Publishing',
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'list',
    summary: 'List the domains',
    doing: 'Reading the store',
    load: async () => (await import('./list.ts')).list,
  },
  {
    name: 'show',
    summary: 'Show all that is known of a domain',
    doing: 'Reading the store',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'check',
    summary: 'Look at the DNS and the certificate of a domain now; changes nothing',
    doing: 'Looking at DNS and the certificate',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'watch',
    summary: 'Follow a domain, or all that are not live, until they are',
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    name: 'retry',
    summary: 'Have domains looked at again now',
    doing: 'Writing to the store',
    load: async () => (await import('./retry.ts')).retry,
  },
  {
    name: 'remove',
    summary: 'Unmap a domain, and have Closte remove it',
    load: async () => (await import('./remove.ts')).remove,
  },
  {
    name: 'test-connection',
    summary: 'Test whether Closte can be reached and takes the API key',
    doing: 'Asking Closte',
    load: async () => (await import('./test-connection.ts')).testConnection,
  },
  {
    name: 'reconcile',
    summary: "Compare the store with the multisite's domains, and record what no event told",
    doing: 'Listing the multisite’s domains',
    load: async () => (await import('./reconcile.ts')).reconcile,
  },
  {
    name: 'let-go',
    summary: 'Let live domains be taken down that are held because they are many at once',
    doing: 'Writing to the store',
    load: async () => (await import('./let-go.ts')).letGo,
  },
  {
    name: 'network',
    summary: 'Show the network that is served, or have another one take over',
    doing: 'Reading the store',
    load: async () => (await import('./network.ts')).network,
  },
  {
    name: 'schedule',
    summary: 'Show or change how Cloud Scheduler fires the sweep',
    doing: 'Asking Cloud Scheduler',
    load: async () => (await import('./schedule.ts')).schedule,
  },
  {
    name: 'rejected',
    summary: 'List, show and publish again the messages that were rejected',
    doing: 'Collecting what was rejected',
    load: async () => (await import('./rejected.ts')).rejected,
  },
  {
    name: 'doctor',
    summary: 'Look at the whole, and say what is wrong and what mends it',
    doing: 'Looking at every part',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'settings',
    summary: 'Show every setting in force, and where it comes from',
    doing: 'Reading the store',
    load: async () => (await import('./settings-command.ts')).settingsCommand,
  },
  {
    name: 'use',
    summary: 'Remember which deployment is meant, for every folder',
    load: async () => (await import('./use.ts')).use,
  },
];
