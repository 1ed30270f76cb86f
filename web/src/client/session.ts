import {
  ConnectionError, ConnectionErrorReason, DisconnectReason, type Participant, type RemoteParticipant, Room, RoomEvent, setLogLevel, Track,
} from 'livekit-client';
import { Api } from './api';
import { CallDesk } from './callDesk';
import { type DeviceKind, deviceProblem, type DeviceProblem } from './devices';
import { type ChatLine, EVENTS_TOPIC, readCallEvent } from './messages';
import { type Person, readPerson } from './people';
import { RoomDevices } from './roomDevices';
import { Store } from './store';

export type Phase = 'joining' | 'joined' | 'reconnecting' | 'left';

/** Why one is not, or no longer, in the room. */
export type LeaveReason = 'left' | 'refused' | 'unreachable' | 'removed' | 'replaced' | 'closed' | 'lost';

export interface SessionState {
  phase: Phase;
  reason?: LeaveReason;
  /** The server's sentence where it gave one. */
  detail?: string;
  people: readonly Person[];
  chat: readonly ChatLine[];
  microphoneOn: boolean;
  cameraOn: boolean;
  screenOn: boolean;
  deviceProblem?: { device: DeviceKind | 'screen'; problem: DeviceProblem };
  /** The browser wants a click before it plays sound. */
  soundBlocked: boolean;
}

export interface JoinRequest {
  room: string;
  token: string;
  name: string;
  microphone: boolean;
  camera: boolean;
  microphoneId?: string;
  cameraId?: string;
}

setLogLevel('warn');

const NEW: SessionState = {
  phase: 'joining', people: [], chat: [], microphoneOn: false, cameraOn: false, screenOn: false, soundBlocked: false,
};

/** One stay in a room: the connection, who is there, and what is said. */
export class RoomSession {
  readonly state = new Store<SessionState>(NEW);
  readonly calls: CallDesk;
  readonly devices: RoomDevices;
  readonly #request: JoinRequest;
  readonly #room: Room;
  readonly #tick: ReturnType<typeof setInterval>;

  constructor(request: JoinRequest) {
    this.#request = request;
    this.calls = new CallDesk(new Api(request.token), request.room);
    this.#room = new Room({
      adaptiveStream: true,
      dynacast: true,
      // Chromium takes the default microphone unless it is told that exactly this one is wanted
      audioCaptureDefaults: { deviceId: exactly(request.microphoneId) },
      videoCaptureDefaults: { deviceId: exactly(request.cameraId) },
    });
    this.devices = new RoomDevices(this.#room);
    this.#listen();
    this.#tick = setInterval(() => this.calls.take({ type: 'tick' }), 1000);
  }

  async join(): Promise<void> {
    const { room, token, name, microphone, camera } = this.#request;
    const url = `${location.origin.replace(/^http/, 'ws')}/?room=${encodeURIComponent(room)}`;
    try {
      await this.#room.connect(url, token);
    } catch (error) {
      this.#end(refusalOf(error), serverSentence(sentenceOf(error)));
      return;
    }
    this.#change({ phase: 'joined' });
    const self = this.#room.localParticipant;
    if (name !== '' && name !== self.name) await self.setName(name).catch(() => undefined); // the token forbids it: its name stays
    this.#readPeople();
    if (microphone) await this.setMicrophone(true);
    if (camera) await this.setCamera(true);
  }

  async leave(): Promise<void> {
    this.#end('left');
    await this.#room.disconnect();
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#device('microphone', () => this.#ifThere('microphone', () => this.#room.localParticipant.setMicrophoneEnabled(on)));
  }

  setCamera(on: boolean): Promise<void> {
    return this.#device('camera', () => this.#ifThere('camera', () => this.#room.localParticipant.setCameraEnabled(on)));
  }

  setScreen(on: boolean): Promise<void> {
    return this.#device('screen', () => this.#room.localParticipant.setScreenShareEnabled(on, { audio: true }));
  }

  /** Uses another microphone, camera or speaker. */
  chooseDevice(kind: DeviceKind, id: string): Promise<void> {
    return this.#device(kind, () => this.devices.choose(kind, id));
  }

  async say(text: string): Promise<void> {
    if (text.trim() !== '') await this.#room.localParticipant.sendChatMessage(text.trim());
  }

  /** To be called from a click. */
  async allowSound(): Promise<void> {
    await this.#room.startAudio();
  }

  #listen(): void {
    const room = this.#room;
    const people = () => this.#readPeople();
    for (const event of [
      RoomEvent.ParticipantConnected, RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted,
      RoomEvent.LocalTrackPublished, RoomEvent.LocalTrackUnpublished, RoomEvent.ActiveSpeakersChanged, RoomEvent.ParticipantNameChanged,
      RoomEvent.ParticipantAttributesChanged, RoomEvent.ConnectionQualityChanged, RoomEvent.TrackPublished, RoomEvent.TrackUnpublished,
    ] as const) {
      room.on(event, people);
    }
    room.on(RoomEvent.ParticipantDisconnected, (participant: RemoteParticipant) => {
      this.calls.take({ type: 'gone', sessionId: readPerson(participant).id });
      people();
    });
    room.on(RoomEvent.SignalReconnecting, () => this.#change({ phase: 'reconnecting' }));
    room.on(RoomEvent.Reconnecting, () => this.#change({ phase: 'reconnecting' }));
    room.on(RoomEvent.Reconnected, () => {
      this.#change({ phase: 'joined' });
      this.#forgetVanishedCalls();
      people();
    });
    room.on(RoomEvent.Disconnected, (reason) => {
      // before the first connection it is the failed attempt that says why
      if (this.state.get().phase !== 'joining') this.#end(endOf(reason));
    });
    room.on(RoomEvent.AudioPlaybackStatusChanged, () => this.#change({ soundBlocked: !room.canPlaybackAudio }));
    room.on(RoomEvent.ChatMessage, (message, participant) => this.#addChat(message, participant));
    room.on(RoomEvent.SipDTMFReceived, (tone, participant) => {
      if (participant) this.calls.take({ type: 'heard', sessionId: readPerson(participant).id, digit: tone.digit });
    });
    room.on(RoomEvent.DataReceived, (bytes, participant, _kind, topic) => {
      // only the server sends without a sender: nobody in the room can make calls up
      const event = topic === EVENTS_TOPIC && participant === undefined ? readCallEvent(bytes) : undefined;
      if (event) this.calls.take({ type: 'told', ...event });
    });
  }

  #readPeople(): void {
    const room = this.#room;
    const people = [room.localParticipant, ...room.remoteParticipants.values()].map(readPerson);
    for (const { isPhone, id, name, destination = '', callStatus = '', switches } of people) {
      if (isPhone) this.calls.take({ type: 'seen', sessionId: id, status: callStatus, name, destination, switches });
    }
    const self = room.localParticipant;
    this.#change({
      people, microphoneOn: self.isMicrophoneEnabled, cameraOn: self.isCameraEnabled, screenOn: self.isScreenShareEnabled,
    });
  }

  // after an interruption the departure of a phone may never be told
  #forgetVanishedCalls(): void {
    const here = new Set([...this.#room.remoteParticipants.values()].map((participant) => readPerson(participant).id));
    for (const call of this.calls.state.get()) {
      if (!call.pending && !here.has(call.id)) this.calls.take({ type: 'gone', sessionId: call.id });
    }
  }

  #addChat(message: { id: string; message: string; timestamp: number }, participant?: Participant): void {
    const line: ChatLine = {
      id: message.id, text: message.message, at: message.timestamp, from: participant?.name || participant?.identity || '', isOwn: participant?.isLocal ?? false,
    };
    this.state.update((state) => ({ ...state, chat: [...state.chat.filter((other) => other.id !== line.id), line].slice(-500) }));
  }

  // the device that was chosen, and where that is gone another one
  async #ifThere(device: 'microphone' | 'camera', act: () => Promise<unknown>): Promise<unknown> {
    try {
      return await act();
    } catch (error) {
      if (deviceProblem(error) !== 'none' || !this.devices.chooseAny(device)) throw error;
      return act();
    }
  }

  async #device(device: DeviceKind | 'screen', act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.#change({ deviceProblem: undefined });
    } catch (error) {
      const problem = deviceProblem(error);
      // closing the browser's window for choosing a screen is no mishap
      if (device !== 'screen' || problem !== 'denied') this.#change({ deviceProblem: { device, problem } });
    }
    this.#readPeople();
  }

  #end(reason: LeaveReason, detail?: string): void {
    if (this.state.get().phase === 'left') return;
    clearInterval(this.#tick);
    this.#change({ phase: 'left', reason, detail });
  }

  #change(part: Partial<SessionState>): void {
    this.state.update((state) => (state.phase === 'left' ? state : { ...state, ...part }));
  }
}

/** Whether a participant's picture can be attached to an element. */
export const isVideo = (track: Track): boolean => track.kind === Track.Kind.Video;

const exactly = (id: string | undefined) => (id === undefined ? undefined : { exact: id });

function refusalOf(error: unknown): LeaveReason {
  const refused = error instanceof ConnectionError && error.reason !== ConnectionErrorReason.ServerUnreachable && error.status !== undefined;
  return refused ? 'refused' : 'unreachable';
}

function endOf(reason: DisconnectReason | undefined): LeaveReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'replaced';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'closed';
    default:
      return 'lost';
  }
}

/** What the server said, without what livekit-client puts before it. */
export function serverSentence(message: string): string {
  const text = message.replace(/^could not establish signal connection:\s*/i, '');
  return text === '' ? '' : text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
