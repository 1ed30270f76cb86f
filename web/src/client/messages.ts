/** A line of the chat. */
export interface ChatLine {
  id: string;
  from: string;
  text: string;
  at: number;
  isOwn: boolean;
}

/** An event of a call, as the server tells everybody in the room. */
export interface CallEvent {
  event: string;
  sessionId: string;
  reason?: string;
  endedBy?: string;
  detail?: string;
}

/** Topic of the server's events. */
export const EVENTS_TOPIC = 'switchroom.events';

/** Reads the payload of an event; anything else is undefined. */
export function readCallEvent(bytes: Uint8Array): CallEvent | undefined {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const { type, payload } = (body ?? {}) as { type?: unknown; payload?: Record<string, unknown> };
  if (typeof type !== 'string' || typeof payload?.session_id !== 'string') return undefined;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    event: type,
    sessionId: payload.session_id,
    reason: text(payload.reason) ?? text(payload.complete_status),
    endedBy: text(payload.ended_by),
    detail: text(payload.error_msg) ?? text(payload.sip_reason),
  };
}
