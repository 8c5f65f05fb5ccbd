import type { Command } from './command.ts';

/** A command before it is loaded. Loading takes time, so only the command that is called is loaded. */
export interface CommandEntry {
  readonly name: string;
  /** Its purpose, in one line. */
  readonly summary: string;
  /** Its activity, shown to a person who waits; absent if the command shows that itself, or takes no time. */
  readonly doing?: string;
  /** Whether it is about this tool, not about a deployment. */
  readonly isOfTool?: true;
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
    summary: 'Show everything that is known about a domain',
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
    doing: 'Watching',
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    name: 'retry',
    summary: 'Have domains looked at again',
    doing: 'Writing to the store',
    load: async () => (await import('./retry.ts')).retry,
  },
  {
    name: 'remove',
    summary: 'Unmap a domain, and have Closte remove it',
    doing: 'Writing to the store',
    load: async () => (await import('./remove.ts')).remove,
  },
  {
    name: 'test-connection',
    summary: 'Test whether Closte can be reached and accepts the API key',
    doing: 'Asking Closte',
    load: async () => (await import('./test-connection.ts')).testConnection,
  },
  {
    name: 'reconcile',
    summary: "Compare the store with the multisite's domains, and record missed changes",
    doing: "Listing the multisite's domains",
    load: async () => (await import('./reconcile.ts')).reconcile,
  },
  {
    name: 'let-go',
    summary: 'Release the live domains that are held, so that they can be taken down',
    doing: 'Writing to the store',
    load: async () => (await import('./let-go.ts')).letGo,
  },
  {
    name: 'network',
    summary: 'Show the network that is served, or serve another one',
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
    summary: 'List and show rejected messages, and publish them again',
    doing: 'Collecting rejected messages',
    load: async () => (await import('./rejected.ts')).rejected,
  },
  {
    name: 'doctor',
    summary: 'Examine the whole deployment, and say what is wrong and how to fix it',
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
    summary: 'Remember which deployment you mean, for every folder',
    isOfTool: true,
    load: async () => (await import('./use.ts')).use,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes commands, options and their values',
    isOfTool: true,
    load: async () => (await import('./completion.ts')).completion(COMMANDS),
  },
];
