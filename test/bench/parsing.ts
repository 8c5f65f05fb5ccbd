import { parseDomainName } from '../../shared/domain-name.ts';
import { readDomainEvent } from '../../shared/events/domain-event.ts';
import { aMessage } from '../support/events.ts';
import { median } from './measure.ts';

/** How fast names and messages are read. */

const TIMES = 50_000;
const ROUNDS = 5;

export function parsing(): void {
  const message = JSON.stringify(
    aMessage('domain.created', { network: { addresses: ['203.0.113.7'] } }),
  );
  const options = { publishedAt: Date.now(), allowSpecialUse: false };
  console.log(`\nReading, median of ${ROUNDS}`);
  print('an ASCII name', () => parseDomainName('shop.example.com'));
  print('an IDN name', () => parseDomainName('bücher.example.com'));
  print('a message', () => readDomainEvent(message, options));
}

function print(what: string, act: () => unknown): void {
  const rates = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    for (let n = 0; n < TIMES; n += 1) act();
    return (TIMES / (performance.now() - startedAt)) * 1000;
  });
  console.log(`  ${what.padEnd(44)} ${median(rates).toFixed(0).padStart(8)} a second`);
}
