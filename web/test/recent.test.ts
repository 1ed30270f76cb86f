import { describe, expect, it } from 'vitest';
import { readRecent, withRecent } from '../src/client/recent';

const call = (destination: string, at = 0) => ({ destination, name: 'n', at });

describe('recent calls', () => {
  it('keep each destination once, latest first, at most eight', () => {
    const list = ['1', '2', '1', '3', '4', '5', '6', '7', '8', '9'].reduce(
      (known, destination, at) => withRecent(known, call(destination, at)), [] as ReturnType<typeof withRecent>);
    expect(list.map((entry) => entry.destination)).toEqual(['9', '8', '7', '6', '5', '4', '3', '1']);
  });

  it.each(['', '{', '[1, null, {"destination": 3}]', '{"a":1}'])('that cannot be read (%s) are none', (text) => {
    expect(readRecent({ getItem: () => text })).toEqual([]);
  });
});
