import assert from 'node:assert/strict';
import { currentTrace, inTrace } from '../../../shared/log/trace.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace of a request', () => {
  it('is known to all work for that request, and to no other', async () => {
    const seen = await inTrace(TRACEPARENT, async () => {
      await new Promise(setImmediate);
      return currentTrace();
    });
    assert.deepEqual(seen, {
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      trace_flags: '01',
    });
    assert.deepEqual(currentTrace(), {});
  });

  it('is none where the header is missing, or is not one', () => {
    for (const header of [undefined, '', 'undefined', '00-xyz-1-1']) {
      assert.deepEqual(inTrace(header, currentTrace), {});
    }
  });
});
