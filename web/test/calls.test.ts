import { describe, expect, it } from 'vitest';
import { type Call, type CallInput, type CallSwitches, clockText, LINGER_MS, nextCalls, NO_SWITCHES, talkSeconds } from '../src/client/calls';

const play = (...inputs: [number, CallInput][]): readonly Call[] =>
  inputs.reduce<readonly Call[]>((calls, [now, input]) => nextCalls(calls, input, now), []);

const requested: CallInput = { type: 'requested', id: 'r1', name: 'Ann', destination: '+15550100' };
const accepted: CallInput = { type: 'accepted', id: 'r1', sessionId: 's1' };
const seen = (status: string, switches: Partial<CallSwitches> = {}): CallInput => ({
  type: 'seen', sessionId: 's1', status, name: 'Ann', destination: '+15550100', switches: { ...NO_SWITCHES, ...switches },
});
const told = (event: string, more: object = {}): CallInput => ({ type: 'told', event, sessionId: 's1', ...more });

describe('a call', () => {
  it('is calling from the moment it is asked for', () => {
    expect(play([5, requested])).toMatchObject([{ state: 'calling', pending: true, startedAt: 5, name: 'Ann' }]);
  });

  it('rings, talks and ends with its reason', () => {
    const calls = play(
      [0, requested], [1, accepted], [2, seen('dialing')], [3, seen('ringing')], [10_000, seen('active')],
      [75_000, told('dialout.stopped', { reason: 'completed', endedBy: 'callee' })], [75_001, { type: 'gone', sessionId: 's1' }],
    );
    expect(calls).toMatchObject([{ id: 's1', state: 'ended', reason: 'completed', endedBy: 'callee', endedAt: 75_000 }]);
    expect(talkSeconds(calls[0]!, 99_000)).toBe(65);
  });

  it('is one call when the participant is seen before the request is answered', () => {
    expect(play([0, requested], [1, seen('ringing')])).toMatchObject([{ id: 's1', state: 'ringing', pending: false, startedAt: 0 }]);
    expect(play([0, requested], [1, seen('ringing')], [2, accepted])).toMatchObject([{ id: 's1', state: 'ringing', pending: false, startedAt: 0 }]);
  });

  it('to somewhere else is a call of its own', () => {
    expect(play([0, requested], [1, { ...seen('ringing'), destination: 'sip:bob@example.com' } as CallInput])).toMatchObject([{ id: 'r1' }, { id: 's1' }]);
  });

  it('is recognised although the server leaves the headers of its address out', () => {
    const asked: CallInput = { type: 'requested', id: 'r1', name: 'Ann', destination: 'sip:ann@example.com?X-a=1' };
    expect(play([0, asked], [1, { ...seen('ringing'), destination: 'sip:ann@example.com' } as CallInput])).toHaveLength(1);
  });

  it('learns why it ended although the participant left first', () => {
    const calls = play([0, seen('ringing')], [1, seen('hangup')], [2, { type: 'gone', sessionId: 's1' }], [3, told('dialout.stopped', { reason: 'busy' })]);
    expect(calls).toMatchObject([{ state: 'ended', reason: 'busy', endedAt: 1 }]);
  });

  it('never goes backwards', () => {
    expect(play([0, seen('active')], [1, told('dialout.connected')], [2, seen('ringing')])).toMatchObject([{ state: 'talking', talkingSince: 0 }]);
    expect(play([0, seen('hangup')], [1, seen('active')])).toMatchObject([{ state: 'ended' }]);
  });

  it('is held and talks again with one timer', () => {
    const held: CallInput = seen('active', { heldHere: true });
    expect(play([0, seen('active')], [5, held])).toMatchObject([{ state: 'held', heldHere: true, talkingSince: 0 }]);
    expect(play([0, seen('active')], [5, held], [6, told('dialout.answered')])).toMatchObject([{ state: 'held' }]);
    expect(play([0, seen('active')], [5, held], [9, seen('active')])).toMatchObject([{ state: 'talking', talkingSince: 0 }]);
  });

  it('is held by the phone', () => {
    expect(play([0, seen('active', { heldThere: true })])).toMatchObject([{ state: 'held', heldHere: false }]);
  });

  it('says what was tried and failed until something succeeds', () => {
    const failed: CallInput = { type: 'tried', id: 's1', problem: { action: 'hold', detail: 'too early' } };
    expect(play([0, seen('active')], [1, failed])).toMatchObject([{ problem: { action: 'hold', detail: 'too early' } }]);
    expect(play([0, seen('active')], [1, failed], [2, { type: 'tried', id: 's1' }])[0]!.problem).toBeUndefined();
  });

  it('learns how its transfer ended', () => {
    expect(play([0, seen('active')], [1, told('calltransfer.completed', { reason: 'busy' })])).toMatchObject([{ state: 'talking', problem: { action: 'transfer', detail: 'busy' } }]);
    expect(play([0, seen('active')], [1, told('calltransfer.completed', { reason: 'completed' })])[0]!.problem).toBeUndefined();
  });

  it('that the server refused ends with its sentence', () => {
    expect(play([0, requested], [1, { type: 'refused', id: 'r1', detail: 'no trunk' }])).toMatchObject([{ state: 'ended', reason: 'refused', detail: 'no trunk' }]);
  });

  it('failed where an error gives no reason', () => {
    expect(play([0, seen('dialing')], [1, told('dialout.error', { detail: 'no route' })])).toMatchObject([{ reason: 'failed', detail: 'no route' }]);
  });

  it('lingers, then goes', () => {
    const ended = play([0, seen('active')], [100, seen('hangup')]);
    expect(nextCalls(ended, { type: 'tick' }, 99 + LINGER_MS)).toBe(ended);
    expect(nextCalls(ended, { type: 'tick' }, 100 + LINGER_MS)).toEqual([]);
  });

  it('keeps the keys pressed on the phone', () => {
    expect(play([0, seen('active')], [1, { type: 'heard', sessionId: 's1', digit: '4' }], [2, { type: 'heard', sessionId: 's1', digit: '2' }]))
      .toMatchObject([{ heard: '42' }]);
  });

  it('nobody knows is not invented by an event', () => {
    expect(play([0, told('dialout.stopped', { reason: 'busy' })])).toEqual([]);
  });
});

describe('a clock', () => {
  it.each([[0, '0:00'], [7, '0:07'], [750, '12:30'], [3723, '1:02:03']])('shows %d seconds as %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });
});
