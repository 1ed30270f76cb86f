import { describe, expect, it } from 'vitest';
import { type Call, NO_SWITCHES } from '../src/client/calls';
import { callAnnouncement, callState } from '../src/texts';

const call = (part: Partial<Call>): Call => ({ ...NO_SWITCHES, id: 's', state: 'calling', name: 'Ann', destination: '+15550100', startedAt: 0, pending: false, heard: '', ...part });

describe('a call in words', () => {
  it.each<[Partial<Call>, string]>([
    [{}, 'Calling…'],
    [{ state: 'ringing' }, 'Ringing…'],
    [{ state: 'talking', talkingSince: 5000 }, 'Talking 1:00'],
    [{ state: 'held', heldHere: true, talkingSince: 5000 }, 'On hold 1:00'],
    [{ state: 'held', heldThere: true, talkingSince: 5000 }, 'They put us on hold 1:00'],
    [{ state: 'talking', transferring: true, talkingSince: 5000 }, 'Being transferred 1:00'],
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

  it('is announced once for each change, and not for its timer', () => {
    const talking = call({ state: 'talking', talkingSince: 0 });
    expect(callAnnouncement(talking, talking)).toBe('');
    expect(callAnnouncement({ ...talking, muted: true }, talking)).toBe('Ann is muted for all');
    expect(callAnnouncement(call({ state: 'held', heldHere: true }), talking)).toBe('Ann is on hold');
    expect(callAnnouncement(talking, call({ state: 'held', heldHere: true }))).toBe('Ann is back');
  });
});
