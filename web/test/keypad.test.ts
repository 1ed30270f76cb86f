import { describe, expect, it } from 'vitest';
import { toneOfKey, ToneQueue } from '../src/client/keypad';

describe('the keyboard', () => {
  it.each([['5', '5'], ['*', '*'], ['#', '#'], ['a', 'A'], ['e', undefined], ['Enter', undefined], ['F1', undefined]])('%s is the tone %s', (key, tone) => {
    expect(toneOfKey(key)).toBe(tone);
  });
});

describe('tones', () => {
  it('go out in order, those pressed meanwhile together', async () => {
    const sent: string[] = [];
    let release = () => {};
    const queue = new ToneQueue((tones) => {
      sent.push(tones);
      return sent.length === 1 ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
    });
    const first = queue.press('1');
    void queue.press('2');
    void queue.press('3');
    expect(sent).toEqual(['1']);
    release();
    await first;
    expect(sent).toEqual(['1', '23']);
  });

  it('are forgotten when one cannot be sent, and begin again', async () => {
    const sent: string[] = [];
    let fail = true;
    const queue = new ToneQueue((tones) => {
      sent.push(tones);
      return fail ? Promise.reject(new Error('gone')) : Promise.resolve();
    });
    const first = queue.press('1');
    void queue.press('2');
    await expect(first).rejects.toThrow('gone');
    fail = false;
    await queue.press('3');
    expect(sent).toEqual(['1', '3']);
  });
});
