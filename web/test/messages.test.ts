import { describe, expect, it } from 'vitest';
import { readCallEvent } from '../src/client/messages';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('an event of a call', () => {
  it('is read from the body that webhooks get', () => {
    const body = {
      version: '1.0.0', type: 'dialout.stopped', id: '3-dial-out-stop-s1', event_ts: 1.5,
      payload: { session_id: 's1', destination: '+15550100', reason: 'busy', ended_by: 'callee', sip_code: 486, sip_reason: 'Busy Here' },
    };
    expect(readCallEvent(bytes(body))).toEqual({
      event: 'dialout.stopped', sessionId: 's1', reason: 'busy', endedBy: 'callee', detail: 'Busy Here',
    });
  });

  it('tells an error by its own sentence first', () => {
    expect(readCallEvent(bytes({ type: 'dialout.error', payload: { session_id: 's1', error_msg: 'no route', sip_reason: 'x' } }))?.detail).toBe('no route');
  });

  it.each(['', '{', 'null', '3', '{"type":1}', '{"type":"a"}', '{"type":"a","payload":{}}', '{"type":"a","payload":{"session_id":4}}'])('is not %s', (text) => {
    expect(readCallEvent(bytes(text))).toBeUndefined();
  });
});
