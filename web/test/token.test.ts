import { describe, expect, it } from 'vitest';
import { readToken } from '../src/client/token';

const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

describe('a token', () => {
  it('of an owner may call', () => {
    expect(readToken(token({ r: 'hello', o: true, u: 'Änn', exp: 10 }))).toMatchObject({ room: 'hello', name: 'Änn', mayCall: true, expiresAt: 10_000 });
  });

  it('of a guest may not', () => {
    expect(readToken(token({ r: 'hello', u: 'Bob' }))).toMatchObject({ mayCall: false });
  });

  it.each([[{ ca: ['p'] }, true], [{ canAdmin: ['participants'] }, true], [{ ca: true }, true], [{ ca: ['s'] }, false], [{ ca: false }, false]])(
    'with the rights %o may call: %s', (rights, mayCall) => {
      expect(readToken(token({ r: 'hello', p: rights }))).toMatchObject({ mayCall });
    });

  it('of LiveKit is read by its grant', () => {
    expect(readToken(token({ sub: 'x', name: 'Eve', video: { room: 'hello', roomAdmin: true } }))).toMatchObject({ room: 'hello', name: 'Eve', mayCall: true });
  });

  it.each([['https://example.com/bye', 'https://example.com/bye'], ['javascript:alert(1)', undefined], ['bye', undefined], [7, undefined]])(
    'that sends to %o afterwards leads to %s', (rome, exitTo) => {
      expect(readToken(token({ r: 'hello', rome })).exitTo).toBe(exitTo);
    });

  it.each([undefined, '', 'x', 'a.b.c', 'a.bnVsbA.c', `a.${btoa('[1]')}.c`])('that is none (%s) allows nothing', (text) => {
    expect(readToken(text)).toMatchObject({ mayCall: false });
  });
});
