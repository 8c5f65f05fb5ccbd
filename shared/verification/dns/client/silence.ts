/** Remembers which servers have recently been silent, so that not every question waits for them again. */
export interface Silence {
  /** To be called with each response. */
  heard(server: string): void;
  /** To be called when waiting for a server begins. Returns a function to call if the wait was in vain. */
  waiting(server: string): () => void;
  has(server: string): boolean;
}

const SILENT_MS = 30_000;
const MOST = 1000;

/**
 * A server counts as silent if nothing at all came from it while a question waited. A server that answers
 * other questions meanwhile is only slow with this one.
 */
export function silence(now: () => number): Silence {
  const servers = new Map<string, { replies: number; silentUntil: number }>();
  const known = (server: string) => {
    const found = servers.get(server) ?? { replies: 0, silentUntil: 0 };
    servers.delete(server);
    servers.set(server, found);
    for (const [oldest] of servers) {
      if (servers.size <= MOST) break;
      servers.delete(oldest);
    }
    return found;
  };
  return {
    heard(server) {
      const one = known(server);
      one.replies++;
      one.silentUntil = 0;
    },
    waiting(server) {
      const before = known(server).replies;
      return () => {
        const one = known(server);
        if (one.replies === before) one.silentUntil = now() + SILENT_MS;
      };
    },
    has: (server) => (servers.get(server)?.silentUntil ?? 0) > now(),
  };
}
