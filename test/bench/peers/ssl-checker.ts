import pMap from 'p-map';
import { sslChecker } from 'ssl-checker';
import { printSample, shopNames } from './sample.ts';

/**
 * The package of that name, used as its users check many domains: `node ssl-checker.ts TLS-PORT DOMAINS
 * AT-A-TIME`. It looks names up as the system does.
 */

const [port, count, concurrency] = process.argv.slice(2).map(Number);

await printSample(shopNames(count ?? 0), async (names) => {
  const look = async (name: string) => {
    const { valid } = await sslChecker(name, { port: port ?? 443, rejectUnauthorized: true });
    if (!valid) throw new Error(`${name} is not valid`);
  };
  await pMap(names, look, { concurrency: concurrency ?? 1 });
});
