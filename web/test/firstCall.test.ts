import { describe, expect, it } from 'vitest';
import { readFirstCall, withFirstCall } from '../src/client/firstCall';

describe('the first call', () => {
  it.each(['sip:alice@127.0.0.1:5070', '+15550100', 'sip:a@b?X-one=1&X-two=2'])('%s comes back out of the address', (destination) => {
    const address = new URL(withFirstCall('/room?t=token', destination), 'http://localhost');
    expect(address.pathname + address.search).toBe('/room?t=token');
    expect(readFirstCall(address.hash)).toBe(destination);
  });

  it('is nobody where nothing was asked for', () => {
    expect(withFirstCall('/room', '')).toBe('/room');
    expect(readFirstCall('')).toBe('');
    expect(readFirstCall('#elsewhere')).toBe('');
  });
});
