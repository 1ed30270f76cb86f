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

/** The REST API, as far as the pages use it. */
export class Api {
  readonly #bearer: string;

  constructor(bearer: string) {
    this.#bearer = bearer;
  }

  /** Starts a call; answers its session id. */
  async dial(room: string, request: DialRequest): Promise<string> {
    const answer = await this.#post(`/v1/rooms/${encodeURIComponent(room)}/dialOut/start`, dialBody(request));
    return String(answer.sessionId);
  }

  async hangUp(room: string, sessionId: string): Promise<void> {
    await this.#post(`/v1/rooms/${encodeURIComponent(room)}/dialOut/stop`, { sessionId });
  }

  async sendTones(room: string, sessionId: string, tones: string): Promise<void> {
    await this.#post(`/v1/rooms/${encodeURIComponent(room)}/dialOut/sendDTMF`, { sessionId, tones, digitDurationMs: 200 });
  }

  /** Asks the far end to call somebody else instead, by SIP REFER. */
  async refer(room: string, sessionId: string, toEndPoint: string): Promise<void> {
    await this.#post(`/v1/rooms/${encodeURIComponent(room)}/sipRefer`, { sessionId, toEndPoint });
  }

  async createRoom(name: string, isPrivate: boolean): Promise<string> {
    const properties = { enable_dialout: true };
    const room = await this.#post('/v1/rooms', { ...(name === '' ? {} : { name }), privacy: isPrivate ? 'private' : 'public', properties });
    return String(room.name);
  }

  async ownerToken(room: string, name: string, seconds: number): Promise<string> {
    const properties = { room_name: room, is_owner: true, exp: Math.floor(Date.now() / 1000) + seconds, ...(name === '' ? {} : { user_name: name }) };
    return String((await this.#post('/v1/meeting-tokens', { properties })).token);
  }

  async #post(path: string, body: object): Promise<Record<string, unknown>> {
    let response: Response;
    try {
      response = await fetch(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch {
      throw new ApiProblem(0, '');
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (!response.ok) throw new ApiProblem(response.status, String(answer.info ?? answer.error ?? response.statusText));
    return answer;
  }
}

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
