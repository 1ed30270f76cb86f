import { describe, expect, it } from 'vitest';
import type { Call } from '../src/client/calls';
import { callAnnouncement, callState } from '../src/texts';

const call = (part: Partial<Call>): Call => ({ id: 's', state: 'calling', name: 'Ann', destination: '+15550100', startedAt: 0, pending: false, heard: '', ...part });

describe('a call in words', () => {
  it.each<[Partial<Call>, string]>([
    [{}, 'Calling…'],
    [{ state: 'ringing' }, 'Ringing…'],
    [{ state: 'talking', talkingSince: 5000 }, 'Talking 1:00'],
    [{ state: 'held', talkingSince: 5000 }, 'On hold 1:00'],
    [{ state: 'ended', reason: 'busy' }, 'Busy'],
    [{ state: 'ended', reason: 'no-answer' }, 'No answer'],
    [{ state: 'ended', reason: 'completed', endedBy: 'callee', talkingSince: 0, endedAt: 7000 }, 'Call ended, they hung up, 0:07'],
    [{ state: 'ended', reason: 'failed', detail: 'no route' }, 'The call failed: no route'],
    [{ state: 'ended', reason: 'refused', detail: 'not enabled' }, 'The call was not made: not enabled'],
  ])('%o is %s', (part, words) => {
    expect(callState(call(part), 65_000)).toBe(words);
  });

  it('is announced by name, or by number where there is none', () => {
    expect(callAnnouncement(call({ state: 'talking' }))).toBe('Ann has answered');
    expect(callAnnouncement(call({ name: '', state: 'ended', reason: 'declined' }))).toBe('+15550100: Declined');
  });
});
