import { DatabaseSync } from 'node:sqlite';

/**
 * Copies a record that is not due until COUNT are stored, with SQL, which takes seconds instead of minutes:
 * `node store-idle.ts PATH COUNT`.
 */

const [path = '', count] = process.argv.slice(2);
const database = new DatabaseSync(path, { timeout: 10_000 });
const [first] = database.prepare("SELECT * FROM domains WHERE domain LIKE 'shop-%' LIMIT 1").all();
if (!first) throw new Error('there is no domain to copy');
const columns = Object.keys(first);
/** In the order of the key, so that pages are filled one after the other. */
const name = "printf('idle-%07d.example.com', n)";
const copied = columns.map((column) =>
  column === 'domain' || column === 'record'
    ? `replace(${column}, '${first.domain}', ${name})`
    : column,
);
database.exec(`
  PRAGMA synchronous = OFF;
  PRAGMA cache_size = -500000;
  INSERT OR IGNORE INTO domains (${columns.join(', ')})
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${Number(count)})
  SELECT ${copied.join(', ')} FROM domains, numbers WHERE domain = '${first.domain}'`);
database.close();
