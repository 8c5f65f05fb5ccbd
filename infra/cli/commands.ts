import type { Command } from './command.ts';

/** A command before it is loaded, which costs time: only the one that is called is. */
export interface CommandEntry {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'publish',
    summary: 'Publish an event, as the multisite does',
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'list',
    summary: 'List the domains',
    load: async () => (await import('./list.ts')).list,
  },
  {
    name: 'show',
    summary: 'Show all that is known of a domain',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'check',
    summary: 'Look at the DNS and the certificate of a domain now; changes nothing',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'test-connection',
    summary: 'Test whether Closte can be reached and takes the API key',
    load: async () => (await import('./test-connection.ts')).testConnection,
  },
  {
    name: 'reconcile',
    summary: "Compare the store with the multisite's domains, and record what no event told",
    load: async () => (await import('./reconcile.ts')).reconcile,
  },
  {
    name: 'let-go',
    summary: 'Let live domains be taken down that are held because they are many at once',
    load: async () => (await import('./let-go.ts')).letGo,
  },
  {
    name: 'network',
    summary: 'Show the network that is served, or have another one take over',
    load: async () => (await import('./network.ts')).network,
  },
  {
    name: 'schedule',
    summary: 'Show or change how Cloud Scheduler fires the sweep',
    load: async () => (await import('./schedule.ts')).schedule,
  },
];
