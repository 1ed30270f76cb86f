import { describe, expect, it } from 'vitest';
import { seatsOf } from '../src/client/seats';

const seats = (before: string, present: string, wanted = '', perPage = 3) => seatsOf([...before], [...present], new Set(wanted), perPage).join('');

describe('seats', () => {
  it.each([
    ['', 'abc', '', 'abc'],
    ['abc', 'cbad', '', 'abcd'], // nobody jumps about
    ['abcd', 'acde', '', 'acde'],
    ['abcde', 'abcde', 'e', 'abedc'], // who speaks comes to the first page
    ['abedc', 'abedc', 'c', 'abcde'],
    ['abcde', 'abcde', 'bd', 'abdce'],
    ['abcde', 'abcde', 'bcd', 'abcde'], // all there speak, too
    ['abc', 'abc', 'b', 'abc'],
  ])('after %s with %s, of whom %s speak, are %s', (before, present, wanted, after) => {
    expect(seats(before, present, wanted)).toBe(after);
  });
});
