import { describe, expect, it } from 'vitest';
import type { PastCall } from '../src/client/api';
import { readRecent, recentOf, withRecent } from '../src/client/recent';

const call = (destination: string, at = 0) => ({ destination, name: 'n', at });

describe('recent calls', () => {
  it('keep each destination once, latest first, at most eight', () => {
    const list = ['1', '2', '1', '3', '4', '5', '6', '7', '8', '9'].reduce(
      (known, destination, at) => withRecent(known, call(destination, at)), [] as ReturnType<typeof withRecent>);
    expect(list.map((entry) => entry.destination)).toEqual(['9', '8', '7', '6', '5', '4', '3', '1']);
  });

  it('are the room’s own, whoever made them, with this browser’s among them', () => {
    const past = (destination: string, at: number, part: Partial<PastCall> = {}): PastCall => (
      { sessionId: `s${at}`, destination, displayName: 'Ann', state: 'ended', reason: 'busy', createdAt: new Date(at).toISOString(), duration: 0, ...part });
    const history = [
      past('sip:x@y', 50, { state: 'answered', reason: null }), past('sip:a@b', 40, { reason: 'completed', duration: 12.7 }), past('sip:a@b', 30),
      past('+15550100', 10, { displayName: '+15550100' }),
    ];
    const own = [call('sip:a@b?X-Ticket=7', 39), call('sip:c@d', 20)];
    expect(recentOf(history, own)).toEqual([
      { destination: 'sip:a@b?X-Ticket=7', name: 'Ann', at: 40, outcome: 'completed', talked: 12 },
      { destination: 'sip:c@d', name: 'n', at: 20 },
      { destination: '+15550100', name: '', at: 10, outcome: 'busy', talked: 0 },
    ]);
  });

  it.each(['', '{', '[1, null, {"destination": 3}]', '{"a":1}'])('that cannot be read (%s) are none', (text) => {
    expect(readRecent({ getItem: () => text })).toEqual([]);
  });
});
