import assert from 'node:assert/strict';
import { InvalidMessageError } from '../../../shared/events/domain-event.ts';
import { namedDomain, rejectionOf } from '../../../shared/reporting/rejection.ts';

describe('a rejected message', () => {
  it('is published with every issue and its original data, cut to 64 KiB', () => {
    const issues = [{ field: 'siteId', message: 'is missing' }];
    const message = { messageId: '42', data: 'x'.repeat(70_000), attributes: { type: 'a' } };
    assert.deepEqual(rejectionOf(message, new InvalidMessageError(issues), 0), {
      version: 1,
      type: 'event.rejected',
      at: '1970-01-01T00:00:00.000Z',
      messageId: '42',
      reason: 'siteId: is missing',
      issues,
      data: 'x'.repeat(65_536),
      attributes: { type: 'a' },
    });
  });

  const named: [data: string, domain: string | undefined][] = [
    ['{"domain":"shop.example.com"}', 'shop.example.com'],
    ['{"domain":"https://shop\\n.example.com/"}', 'https://shop .example.com/'],
    ['{"domain":""}', ''],
    ['{"domain":7}', undefined],
    ['{"siteId":7}', undefined],
    ['null', undefined],
    ['{"domain":', undefined],
  ];
  for (const [data, domain] of named) {
    it(`names ${JSON.stringify(domain)} as its domain if its data is ${data}`, () => {
      assert.equal(namedDomain(data), domain);
    });
  }

  it('names a long domain cut to what fits into a line', () => {
    assert.equal(namedDomain(JSON.stringify({ domain: 'x'.repeat(1000) }))?.length, 253);
  });
});
