import { describe, expect, it } from 'vitest';
import { dialBody } from '../src/client/api';

describe('the request to call', () => {
  it('says only what was asked for', () => {
    expect(dialBody({ destination: { kind: 'sip', value: 'sip:a@b' }, name: '', callerId: '+1555' })).toEqual({ sipUri: 'sip:a@b' });
  });

  it('carries the options of a number', () => {
    const request = { destination: { kind: 'number', value: '+15550100' }, name: 'Ann', callerId: '+1555', extension: '12', waitSeconds: 3, ringSeconds: 20, codec: 'PCMU' } as const;
    expect(dialBody(request)).toEqual({
      phoneNumber: '+15550100', displayName: 'Ann', callerId: '+1555', extension: '12', waitBeforeExtensionDialSec: 3, ringTimeoutSec: 20, codecs: { audio: ['PCMU'] },
    });
  });

  it('does not wait for an extension that is not there', () => {
    expect(dialBody({ destination: { kind: 'number', value: '+1' }, name: '', waitSeconds: 3 })).toEqual({ phoneNumber: '+1' });
  });
});
