import type { PastCall } from './api';
import { type EndReason, readReason } from './calls';
import { shownDestination } from './destination';

/** Someone who was called, from this room or from this browser. */
export interface RecentCall {
  destination: string;
  name: string;
  at: number;
  /** How it went, as the server knows it. */
  outcome?: EndReason;
  /** Seconds of talking. */
  talked?: number;
}

const KEY = 'switchroom.recent';
const MOST = 8;

/** The list with one more call in front; the same destination is kept once. */
export function withRecent(list: readonly RecentCall[], call: RecentCall): readonly RecentCall[] {
  return [call, ...list.filter((other) => !isSame(other, call))].slice(0, MOST);
}

/** The room's calls that are over, whoever made them, and then this browser's own from other rooms: each destination once, latest first. */
export function recentOf(history: readonly PastCall[], own: readonly RecentCall[]): readonly RecentCall[] {
  const past = history.filter((call) => call.state === 'ended').map((call): RecentCall => ({
    // the server does not show the headers that an address was called with; whoever typed them has them
    destination: own.find((other) => isSame(other, call))?.destination ?? call.destination,
    name: call.displayName === call.destination ? '' : call.displayName,
    at: Date.parse(call.createdAt),
    outcome: readReason(call.reason),
    talked: Math.floor(call.duration),
  }));
  return [...past, ...own]
    .filter((call, index, all) => all.findIndex((other) => isSame(other, call)) === index)
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST);
}

export function readRecent(storage: Pick<Storage, 'getItem'>): readonly RecentCall[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return []; // not ours, or not readable: begin anew
  }
}

export function writeRecent(storage: Pick<Storage, 'setItem'>, list: readonly RecentCall[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(list));
  } catch {
    // a full or forbidden storage only costs the list
  }
}

function isSame(one: { destination: string }, other: { destination: string }): boolean {
  return shownDestination(one.destination) === shownDestination(other.destination);
}

function isRecent(value: unknown): value is RecentCall {
  const call = value as RecentCall | null;
  return typeof call === 'object' && call !== null && typeof call.destination === 'string' && typeof call.name === 'string' && typeof call.at === 'number';
}
