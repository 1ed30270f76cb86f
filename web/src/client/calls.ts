/** Where a call stands, as people say it. */
export type CallState = 'calling' | 'ringing' | 'talking' | 'held' | 'ended';

/** Why it ended: the server's reasons, and `refused` where it never began. */
export type EndReason = 'completed' | 'busy' | 'declined' | 'no-answer' | 'canceled' | 'failed' | 'refused' | 'unknown';

/** What somebody switched on a call, here or at the phone. */
export interface CallSwitches {
  /** The far end was put on hold here. */
  heldHere: boolean;
  /** The far end holds us. */
  heldThere: boolean;
  /** Nobody in the room hears the phone. */
  muted: boolean;
  /** Somebody else is being called to take over. */
  transferring: boolean;
}

/** What can be done with a call, and fail. */
export type CallAction = 'hangUp' | 'hold' | 'mute' | 'tones' | 'transfer';

export interface Call extends CallSwitches {
  /** The server's session id; before the server has answered, a number of our own. */
  id: string;
  state: CallState;
  name: string;
  destination: string;
  startedAt: number;
  talkingSince?: number;
  endedAt?: number;
  reason?: EndReason;
  /** Who hung up, in the server's word: callee, api, room, … */
  endedBy?: string;
  /** The sentence that came with a failure. */
  detail?: string;
  /** Not yet accepted by the server. */
  pending: boolean;
  /** Keys pressed on the phone, latest last. */
  heard: string;
  /** What was tried last and failed. */
  problem?: { action: CallAction; detail: string };
}

export type CallInput =
  | { type: 'requested'; id: string; name: string; destination: string }
  | { type: 'accepted'; id: string; sessionId: string }
  | { type: 'refused'; id: string; detail: string }
  | { type: 'seen'; sessionId: string; status: string; name: string; destination: string; switches: CallSwitches }
  | { type: 'told'; event: string; sessionId: string; reason?: string; endedBy?: string; detail?: string }
  | { type: 'tried'; id: string; problem?: Call['problem'] }
  | { type: 'gone'; sessionId: string }
  | { type: 'heard'; sessionId: string; digit: string }
  | { type: 'dismissed'; id: string }
  | { type: 'tick' };

/** How long an ended call stays on the screen with its reason. */
export const LINGER_MS = 8_000;
const MOST_HEARD = 32;
const SERVER_REASONS: readonly EndReason[] = ['completed', 'busy', 'declined', 'no-answer', 'canceled', 'failed'];

export const NO_SWITCHES: CallSwitches = { heldHere: false, heldThere: false, muted: false, transferring: false };

/** The next list of calls. Participants' attributes and the server's events arrive in any order; a call never goes backwards. */
export function nextCalls(calls: readonly Call[], input: CallInput, now: number): readonly Call[] {
  switch (input.type) {
    case 'requested':
      return [...calls, begin(input.id, input, now, true)];
    case 'accepted':
      return accept(calls, input.id, input.sessionId);
    case 'refused':
      return change(calls, input.id, (call) => end(call, now, { reason: 'refused', detail: input.detail }));
    case 'seen':
      return see(calls, input, now);
    case 'told':
      return tell(calls, input, now);
    case 'gone':
      return change(calls, input.sessionId, (call) => end(call, now, { reason: 'unknown' }));
    case 'heard':
      return change(calls, input.sessionId, (call) => ({ ...call, heard: (call.heard + input.digit).slice(-MOST_HEARD) }));
    case 'tried':
      return change(calls, input.id, (call) => ({ ...call, problem: input.problem }));
    case 'dismissed':
      return calls.filter((call) => call.id !== input.id);
    case 'tick':
      return calls.some((call) => isOver(call, now)) ? calls.filter((call) => !isOver(call, now)) : calls;
  }
}

function begin(id: string, { name, destination }: { name: string; destination: string }, now: number, pending: boolean): Call {
  return { ...NO_SWITCHES, id, state: 'calling', name, destination, startedAt: now, pending, heard: '' };
}

function accept(calls: readonly Call[], id: string, sessionId: string): readonly Call[] {
  if (calls.some((call) => call.id === sessionId)) return calls.filter((call) => call.id !== id);
  return change(calls, id, (call) => ({ ...call, id: sessionId, pending: false }));
}

function see(calls: readonly Call[], input: CallInput & { type: 'seen' }, now: number): readonly Call[] {
  if (!calls.some((call) => call.id === input.sessionId)) {
    // often the party is in the room before the answer to the request has come back: that is this request's call
    const own = calls.find((call) => call.pending && bare(call.destination) === bare(input.destination));
    if (own !== undefined) return see(accept(calls, own.id, input.sessionId), input, now);
    return see([...calls, begin(input.sessionId, input, now, false)], input, now);
  }
  return change(calls, input.sessionId, (call) =>
    follow({ ...call, ...input.switches, name: input.name || call.name, destination: input.destination || call.destination }, input.status, now));
}

// the server shows a destination without the headers that were asked for
function bare(destination: string): string {
  return destination.replace(/\?.*$/, '');
}

function follow(call: Call, status: string, now: number): Call {
  if (call.state === 'ended') return call;
  switch (status) {
    case 'ringing':
      return call.state === 'calling' ? { ...call, state: 'ringing' } : call;
    case 'active':
      return { ...call, state: call.heldHere || call.heldThere ? 'held' : 'talking', talkingSince: call.talkingSince ?? now };
    case 'hangup':
      return end(call, now, { reason: 'unknown' });
    default:
      return call;
  }
}

function tell(calls: readonly Call[], input: CallInput & { type: 'told' }, now: number): readonly Call[] {
  return change(calls, input.sessionId, (call) => {
    switch (input.event) {
      case 'dialout.connected':
        return follow(call, 'ringing', now);
      case 'dialout.answered':
        return follow(call, 'active', now);
      case 'dialout.stopped':
      case 'dialout.error':
        return end(call, now, { reason: reasonOf(input.reason, input.event), endedBy: input.endedBy, detail: input.detail });
      case 'calltransfer.completed':
        return input.reason === 'completed' ? call : { ...call, problem: { action: 'transfer', detail: input.reason ?? '' } };
      default:
        return call;
    }
  });
}

interface Ending {
  reason: EndReason;
  endedBy?: string;
  detail?: string;
}

// the participant leaves and the event arrives in either order: the event knows why
function end(call: Call, now: number, ending: Ending): Call {
  if (call.state === 'ended' && (call.reason !== 'unknown' || ending.reason === 'unknown')) return call;
  return { ...call, ...ending, state: 'ended', endedAt: call.endedAt ?? now, pending: false };
}

function reasonOf(reason: string | undefined, event: string): EndReason {
  return readReason(reason) ?? (event === 'dialout.error' ? 'failed' : 'unknown');
}

/** The server's word for why a call ended. */
export function readReason(word: string | null | undefined): EndReason | undefined {
  return SERVER_REASONS.find((reason) => reason === word);
}

function change(calls: readonly Call[], id: string, to: (call: Call) => Call): readonly Call[] {
  return calls.some((call) => call.id === id) ? calls.map((call) => (call.id === id ? to(call) : call)) : calls;
}

function isOver(call: Call, now: number): boolean {
  return call.state === 'ended' && now - (call.endedAt ?? now) >= LINGER_MS;
}

/** Whole seconds a call has been talking, or talked. */
export function talkSeconds(call: Call, now: number): number {
  return call.talkingSince === undefined ? 0 : Math.max(0, Math.floor(((call.endedAt ?? now) - call.talkingSince) / 1000));
}

/** Seconds as a clock shows them: 0:07, 12:30, 1:02:03. */
export function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
