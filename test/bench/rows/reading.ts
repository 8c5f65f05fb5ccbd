import { parseDomainName } from '../../../shared/domain-name.ts';
import { readDomainEvent } from '../../../shared/events/domain-event.ts';
import { aMessage } from '../../support/events.ts';
import { median } from '../measure.ts';
import type { Row } from '../row.ts';

/** How fast names and messages are parsed. */

const TIMES = 50_000;
const ROUNDS = 5;

export const readingRow: Row = {
  name: 'reading',
  async measure() {
    const message = JSON.stringify(
      aMessage('domain.created', { network: { addresses: ['203.0.113.7'] } }),
    );
    const options = { publishedAt: Date.now(), allowSpecialUse: false };
    const subjects = {
      'reading an ASCII name': () => parseDomainName('shop.example.com'),
      'reading an IDN name': () => parseDomainName('bücher.example.com'),
      'reading a message': () => readDomainEvent(message, options),
    };
    return Object.entries(subjects).map(([what, act]) => ({
      what,
      beside: '',
      figure: `${rateOf(act).toFixed(0)}/s`,
      ratio: '',
      reach: '',
    }));
  },
};

function rateOf(act: () => unknown): number {
  const rates = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    for (let n = 0; n < TIMES; n += 1) act();
    return (TIMES / (performance.now() - startedAt)) * 1000;
  });
  return median(rates);
}
