import { describe, expect, it } from 'vitest';
import { occasionOf } from '../src/client/chime';

const person = (id: string) => ({ id, isPhone: false });
const phone = (id: string) => ({ id, isPhone: true });

describe('sounds for people', () => {
  it.each([
    ['nobody yet', [], [person('a'), person('b')], undefined],
    ['somebody comes', [person('a')], [person('a'), person('b')], 'joined'],
    ['somebody goes', [person('a'), person('b')], [person('a')], 'left'],
    ['nobody moves', [person('a')], [person('a')], undefined],
    ['a phone comes', [person('a')], [person('a'), phone('b')], undefined],
    ['a phone goes', [person('a'), phone('b')], [person('a')], undefined],
  ])('%s', (_what, before, now, occasion) => {
    expect(occasionOf(before, now)).toBe(occasion);
  });
});
