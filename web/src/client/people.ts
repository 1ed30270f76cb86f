import { ConnectionQuality, type Participant, ParticipantKind, Track, type TrackPublication } from 'livekit-client';
import { type CallSwitches, NO_SWITCHES } from './calls';

export type Connection = 'excellent' | 'good' | 'poor' | 'lost';

const CONNECTIONS: Readonly<Record<ConnectionQuality, Connection | undefined>> = {
  [ConnectionQuality.Excellent]: 'excellent',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: undefined,
};

/** One participant as a page shows it: a value, replaced when anything about it changes. */
export interface Person {
  /** The participant's id: for a phone the session id of its call. */
  id: string;
  identity: string;
  name: string;
  isSelf: boolean;
  isPhone: boolean;
  /** What was dialled, for a phone. */
  destination?: string;
  callStatus?: string;
  switches: CallSwitches;
  isSpeaking: boolean;
  microphoneOn: boolean;
  /** How good the server finds its connection; undefined before it has said. */
  connection?: Connection;
  camera?: Track;
  screen?: Track;
  audio: readonly Track[];
}

/** Reads a participant. */
export function readPerson(participant: Participant): Person {
  const isPhone = participant.kind === ParticipantKind.SIP;
  const destination = isPhone ? participant.attributes['sip.phoneNumber'] : undefined;
  const switches = isPhone ? readSwitches(participant.attributes) : NO_SWITCHES;
  return {
    id: sessionIdOf(participant.sid),
    identity: participant.identity,
    name: participant.name || destination || '',
    isSelf: participant.isLocal,
    isPhone,
    destination,
    callStatus: isPhone ? participant.attributes['sip.callStatus'] : undefined,
    switches,
    // whoever is on hold or muted for all may talk: nobody hears it
    isSpeaking: participant.isSpeaking && !switches.heldHere && !switches.heldThere && !switches.muted,
    microphoneOn: participant.isMicrophoneEnabled,
    connection: CONNECTIONS[participant.connectionQuality],
    camera: shown(participant.getTrackPublication(Track.Source.Camera)),
    screen: shown(participant.getTrackPublication(Track.Source.ScreenShare)),
    audio: [...participant.trackPublications.values()]
      .filter((publication) => publication.kind === Track.Kind.Audio)
      .flatMap((publication) => publication.track ?? []),
  };
}

/** Reads what the server says of a call's switches; an attribute that is not there is off. */
export function readSwitches(attributes: Readonly<Record<string, string>>): CallSwitches {
  return {
    heldHere: attributes['switchroom.hold'] === 'true',
    heldThere: attributes['switchroom.heldByPhone'] === 'true',
    muted: attributes['switchroom.muted'] === 'true',
    transferring: (attributes['switchroom.transfer'] ?? '') !== '',
  };
}

/** The server's own id of a participant: LiveKit's wire puts a prefix before it. */
export function sessionIdOf(sid: string): string {
  return sid.replace(/^PA_/, '');
}

function shown(publication: TrackPublication | undefined): Track | undefined {
  return publication?.isMuted === false ? publication.track : undefined;
}
