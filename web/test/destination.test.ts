import { describe, expect, it } from 'vitest';
import { readDestination, shownDestination } from '../src/client/destination';

describe('what may be called', () => {
  it.each([
    ['+1 (555) 010-0100', '+15550100100'],
    ['0044 20 7946 0000', '+442079460000'],
    ['tel:+49-30-12345', '+493012345'],
    [' +49.30/12345 ', '+493012345'],
    ['+123456789012345', '+123456789012345'],
  ])('takes the number %s', (typed, value) => {
    expect(readDestination(typed)).toEqual({ kind: 'number', value });
  });

  it.each([
    ['sip:ann@example.com', 'sip:ann@example.com'],
    ['SIP:ann@example.com:5070;transport=tcp', 'sip:ann@example.com:5070;transport=tcp'],
    ['ann@example.com', 'sip:ann@example.com'],
    ['sip:ann@[2001:db8::1]:5060', 'sip:ann@[2001:db8::1]:5060'],
    ['sip:127.0.0.1:5062', 'sip:127.0.0.1:5062'],
    ['sip:ann@example.com?X-tenant=42&x-b', 'sip:ann@example.com?X-tenant=42&x-b'],
  ])('takes the address %s', (typed, value) => {
    expect(readDestination(typed)).toEqual({ kind: 'sip', value });
  });

  it.each([
    ['5550100', 'no-plus'],
    ['+', 'no-digits'],
    ['+1555CALLME', 'letters'],
    ['+0301234567', 'country-zero'],
    ['+1234', 'too-short'],
    ['+1234567890123456', 'too-long'],
    ['sips:ann@example.com', 'sips'],
    ['sip:', 'no-host'],
    ['sip:@example.com', 'no-user'],
    ['sip:ann@', 'no-host'],
    ['sip:ann@exa_mple', 'bad-host'],
    ['sip:ann@-example.com', 'bad-host'],
    ['sip:ann@example.com:0', 'bad-port'],
    ['sip:ann@example.com:70000', 'bad-port'],
    ['sip:ann@example.com:', 'bad-port'],
    ['sip:a nn@example.com', 'space'],
    [`sip:ann@${'a'.repeat(2048)}`, 'uri-too-long'],
    ['sip:ann@example.com?Subject=hi', 'header-name'],
  ])('says of %s at once: %s', (typed, problem) => {
    expect(readDestination(typed)).toEqual({ kind: 'wrong', problem });
  });

  it('finds nothing wrong with nothing', () => {
    expect(readDestination('  ')).toEqual({ kind: 'empty' });
  });

  it('shows a URI without what only machines read', () => {
    expect(shownDestination('sip:ann@example.com;transport=tcp?X-a=b')).toBe('ann@example.com');
    expect(shownDestination('+15550100')).toBe('+15550100');
  });
});
