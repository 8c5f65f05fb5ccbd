import assert from 'node:assert/strict';
import { onCloudRun } from '../../../shared/log/cloud-run.ts';

describe('a line of the log on Cloud Run', () => {
  const service = { name: 'events', revision: 'events-1', project: 'p' };

  it('names the service, and has a place of its own in the order of its process', () => {
    const fields = onCloudRun(service, 'one');
    assert.deepEqual(
      [fields({ a: 1 }), fields({})],
      [
        {
          a: 1,
          serviceContext: { service: 'events', version: 'events-1' },
          'logging.googleapis.com/insertId': 'one-0000000000',
        },
        {
          serviceContext: { service: 'events', version: 'events-1' },
          'logging.googleapis.com/insertId': 'one-0000000001',
        },
      ],
    );
  });

  for (const [flags, sampled] of [
    ['01', true],
    ['03', true],
    ['00', false],
    ['02', false],
  ] as const) {
    it(`is in its trace, whose flags are ${flags}`, () => {
      const fields = onCloudRun(service)({ trace_id: 't', span_id: 's', trace_flags: flags });
      assert.equal(fields['logging.googleapis.com/trace'], 'projects/p/traces/t');
      assert.equal(fields['logging.googleapis.com/spanId'], 's');
      assert.equal(fields['logging.googleapis.com/trace_sampled'], sampled);
      assert.equal(fields.trace_id, undefined);
    });
  }

  it('has the stack of its error', () => {
    const err = new Error('broken');
    assert.equal(onCloudRun(service)({ err }).stack_trace, err.stack);
  });
});
