import { type Api, ApiProblem, type CallerId, type DialRequest, type PastCall, type TransferRoom } from './api';
import { type Call, type CallAction, type CallInput, nextCalls } from './calls';
import { ToneQueue } from './keypad';
import { Store } from './store';

const MOST_PAST = 50;

/** The calls of a room: what becomes of them, and what can be done with them. */
export class CallDesk {
  readonly state = new Store<readonly Call[]>([]);
  readonly #api: Api;
  readonly #room: string;
  readonly #tones = new Map<string, ToneQueue>();
  #requests = 0;

  constructor(api: Api, room: string) {
    this.#api = api;
    this.#room = room;
  }

  /** Takes what the room or the server tells of a call, or that time has passed. */
  take(input: CallInput): void {
    this.state.update((calls) => nextCalls(calls, input, Date.now()));
  }

  /** Calls somebody; what becomes of it is in {@link state}. */
  async dial(request: DialRequest): Promise<void> {
    const id = `request-${++this.#requests}`;
    this.take({ type: 'requested', id, name: request.name, destination: request.destination.value });
    try {
      this.take({ type: 'accepted', id, sessionId: await this.#api.dial(this.#room, request) });
    } catch (error) {
      this.take({ type: 'refused', id, detail: sentenceOf(error) });
    }
  }

  hangUp(call: Call): Promise<void> {
    return this.#try(call, 'hangUp', async () => {
      try {
        await this.#api.hangUp(this.#room, call.id);
      } catch (error) {
        // a call that is gone already has ended, whatever the answer was
        if (!(error instanceof ApiProblem && error.status === 404)) throw error;
      }
    });
  }

  hold(call: Call, on: boolean): Promise<void> {
    return this.#try(call, 'hold', () => this.#api.update(this.#room, call.id, { hold: on }));
  }

  /** Whether the room hears the phone. */
  mute(call: Call, on: boolean): Promise<void> {
    return this.#try(call, 'mute', () => this.#api.update(this.#room, call.id, { muted: on }));
  }

  /** Hands the far end over; it stays until the other one answers. */
  transfer(call: Call, to: string): Promise<void> {
    return this.#try(call, 'transfer', () => this.#api.transfer(this.#room, call.id, to));
  }

  /** The numbers that a call may show. */
  callerIds(): Promise<readonly CallerId[]> {
    return this.#api.callerIds(this.#room);
  }

  /** The rooms that a call may be moved into. */
  transferRooms(): Promise<readonly TransferRoom[]> {
    return this.#api.transferRooms(this.#room);
  }

  /** The latest calls of this room, whoever made them, newest first. */
  history(): Promise<readonly PastCall[]> {
    return this.#api.history(this.#room, MOST_PAST);
  }

  /** Plays a tone to the far end. */
  press(call: Call, tone: string): Promise<void> {
    let queue = this.#tones.get(call.id);
    if (queue === undefined) {
      queue = new ToneQueue((tones) => this.#api.sendTones(this.#room, call.id, tones));
      this.#tones.set(call.id, queue);
    }
    return this.#try(call, 'tones', () => queue.press(tone));
  }

  dismiss(call: Call): void {
    this.take({ type: 'dismissed', id: call.id });
  }

  async #try(call: Call, action: CallAction, act: () => Promise<void>): Promise<void> {
    // before it is tried: what became of a transfer can be known before the answer to the request for it
    this.take({ type: 'tried', id: call.id });
    try {
      await act();
    } catch (error) {
      this.take({ type: 'tried', id: call.id, problem: { action, detail: sentenceOf(error) } });
    }
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
