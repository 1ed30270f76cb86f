/** A refusal of the server: its sentence, and the status. */
export class ApiProblem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface DialRequest {
  destination: { kind: 'number' | 'sip'; value: string };
  name: string;
  callerId?: string;
  extension?: string;
  waitSeconds?: number;
  ringSeconds?: number;
  codec?: string;
}

/** A number of the domain that a call may show. */
export interface CallerId {
  id: string;
  name: string;
  number: string;
}

/** A room that a call can be moved into. */
export interface TransferRoom {
  name: string;
  /** What a transfer takes. */
  toEndPoint: string;
}

/** A call of the room that is over, or goes on. */
export interface PastCall {
  sessionId: string;
  destination: string;
  displayName: string;
  state: 'dialing' | 'ringing' | 'answered' | 'ended';
  reason: string | null;
  createdAt: string;
  /** Seconds of talking. */
  duration: number;
}

/** The REST API, as far as the pages use it. */
export class Api {
  readonly #bearer: string;

  constructor(bearer: string) {
    this.#bearer = bearer;
  }

  /** Starts a call; answers its session id. */
  async dial(room: string, request: DialRequest): Promise<string> {
    return String((await this.#call('POST', inRoom(room, 'dialOut/start'), dialBody(request))).sessionId);
  }

  async hangUp(room: string, sessionId: string): Promise<void> {
    await this.#call('POST', inRoom(room, 'dialOut/stop'), { sessionId });
  }

  async sendTones(room: string, sessionId: string, tones: string): Promise<void> {
    await this.#call('POST', inRoom(room, 'dialOut/sendDTMF'), { sessionId, tones, digitDurationMs: 200 });
  }

  /** Holds or mutes the far end, or takes that back. */
  async update(room: string, sessionId: string, change: { hold?: boolean; muted?: boolean }): Promise<void> {
    await this.#call('POST', inRoom(room, 'dialOut/update'), { sessionId, ...change });
  }

  /** Has somebody else take a call over: a number, a SIP address, or the address of another room. */
  async transfer(room: string, sessionId: string, toEndPoint: string, callerId?: string): Promise<void> {
    await this.#call('POST', inRoom(room, 'sipCallTransfer'), { sessionId, toEndPoint, ...(callerId ? { callerId } : {}) });
  }

  /** The numbers that a call may show, the one taken by default first. */
  async callerIds(room: string): Promise<readonly CallerId[]> {
    return (await this.#call('GET', inRoom(room, 'callerIds'))).data as CallerId[];
  }

  /** The rooms that this token may move a call into. */
  async transferRooms(room: string): Promise<readonly TransferRoom[]> {
    return (await this.#call('GET', inRoom(room, 'transferRooms'))).data as TransferRoom[];
  }

  /** The latest calls of the room, whoever made them, newest first. */
  async history(room: string, most: number): Promise<readonly PastCall[]> {
    return (await this.#call('GET', inRoom(room, `dialOut?limit=${most}`))).data as PastCall[];
  }

  async createRoom(name: string, isPrivate: boolean): Promise<string> {
    const properties = { enable_dialout: true };
    const room = await this.#call('POST', '/v1/rooms', { ...(name === '' ? {} : { name }), privacy: isPrivate ? 'private' : 'public', properties });
    return String(room.name);
  }

  async ownerToken(room: string, name: string, seconds: number): Promise<string> {
    const properties = { room_name: room, is_owner: true, exp: Math.floor(Date.now() / 1000) + seconds, ...(name === '' ? {} : { user_name: name }) };
    return String((await this.#call('POST', '/v1/meeting-tokens', { properties })).token);
  }

  async #call(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>> {
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        headers: { authorization: `Bearer ${this.#bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new ApiProblem(0, '');
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (!response.ok) throw new ApiProblem(response.status, String(answer.info ?? answer.error ?? response.statusText));
    return answer;
  }
}

const inRoom = (room: string, rest: string) => `/v1/rooms/${encodeURIComponent(room)}/${rest}`;

/** The body of dialOut/start: only what was asked for. */
export function dialBody(request: DialRequest): Record<string, unknown> {
  const { destination, name, callerId, extension, waitSeconds, ringSeconds, codec } = request;
  const number = destination.kind === 'number';
  return {
    [number ? 'phoneNumber' : 'sipUri']: destination.value,
    ...(name === '' ? {} : { displayName: name }),
    ...(number && callerId ? { callerId } : {}),
    ...(extension ? { extension } : {}),
    ...(extension && waitSeconds ? { waitBeforeExtensionDialSec: waitSeconds } : {}),
    ...(ringSeconds ? { ringTimeoutSec: ringSeconds } : {}),
    ...(codec ? { codecs: { audio: [codec] } } : {}),
  };
}
