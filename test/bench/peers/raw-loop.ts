import { Resolver } from 'node:dns/promises';
import { connect } from 'node:tls';
import { inParallel } from '../../../shared/async/in-parallel.ts';
import { printSample, shopNames } from './sample.ts';

/** Resolves and connects, and keeps nothing: `node raw-loop.ts DNS-PORT TLS-PORT DOMAINS AT-A-TIME`. */

const [dnsPort, port, count, concurrency] = process.argv.slice(2).map(Number);
const resolver = new Resolver();
resolver.setServers([`127.0.0.1:${dnsPort}`]);

await printSample(shopNames(count ?? 0), (names) =>
  inParallel(names, concurrency ?? 1, async (name) => {
    const [host = ''] = await resolver.resolve4(name);
    await handshake(host, name);
  }),
);

function handshake(host: string, servername: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername }, () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
}
