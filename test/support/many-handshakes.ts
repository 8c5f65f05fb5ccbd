import { setTimeout as sleep } from 'node:timers/promises';
import { handshake } from '../../shared/verification/certificate/handshake.ts';

/**
 * Shakes hands many times with the server at the port that is given, and prints by how many KiB the memory of its
 * process has grown since the first 500 times. Needs `--expose-gc`.
 */

const port = Number(process.argv[2]);
const target = { address: '127.0.0.1', port, serverName: 'shop.example.com' };
const signal = new AbortController().signal;
const options = { allowPrivateAddresses: true, signal, timeoutMs: 60_000 };

async function memoryAfter(count: number): Promise<number> {
  for (let done = 0; done < count; done += 1) {
    const { kind } = await handshake(target, options);
    if (kind !== 'shown') throw new Error(`the server's certificate is not seen: ${kind}`);
  }
  // Native memory is freed once the objects that hold it are collected.
  for (let times = 0; times < 2; times += 1) {
    globalThis.gc?.();
    await sleep(20);
  }
  return process.memoryUsage.rss();
}

const before = await memoryAfter(500);
const after = await memoryAfter(1500);
console.log(Math.round((after - before) / 1024));
