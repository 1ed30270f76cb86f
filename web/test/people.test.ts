import { ParticipantKind, type Participant } from 'livekit-client';
import { describe, expect, it } from 'vitest';
import { readPerson } from '../src/client/people';

const phone = (attributes: Record<string, string>) => readPerson({
  sid: 'PA_1', identity: 'phone', name: 'Ann', kind: ParticipantKind.SIP, attributes, isSpeaking: true, trackPublications: new Map(), getTrackPublication: () => undefined,
} as unknown as Participant);

describe('a phone in the room', () => {
  it.each([
    [{}, true],
    [{ 'switchroom.muted': 'true' }, false],
    [{ 'switchroom.hold': 'true' }, false],
    [{ 'switchroom.heldByPhone': 'true' }, false],
    [{ 'switchroom.muted': 'false' }, true],
  ])('with %o is a speaker: %s', (attributes, speaks) => {
    expect(phone(attributes)).toMatchObject({ id: '1', isPhone: true, isSpeaking: speaks });
  });
});
