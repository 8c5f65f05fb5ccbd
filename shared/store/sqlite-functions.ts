import type { DatabaseSync } from 'node:sqlite';
import { domainToUnicode } from 'node:url';

/** Adds the program's own SQL functions to a database: `written` returns a domain as people write it. */
export function addFunctions(database: DatabaseSync): void {
  database.function('written', { deterministic: true }, (domain) =>
    domainToUnicode(String(domain)),
  );
}
