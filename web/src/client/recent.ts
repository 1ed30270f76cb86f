/** Someone who was called from this browser. */
export interface RecentCall {
  destination: string;
  name: string;
  at: number;
}

const KEY = 'switchroom.recent';
const MOST = 8;

/** The list with one more call in front; the same destination is kept once. */
export function withRecent(list: readonly RecentCall[], call: RecentCall): readonly RecentCall[] {
  return [call, ...list.filter((other) => other.destination !== call.destination)].slice(0, MOST);
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

function isRecent(value: unknown): value is RecentCall {
  const call = value as RecentCall | null;
  return typeof call === 'object' && call !== null && typeof call.destination === 'string' && typeof call.name === 'string' && typeof call.at === 'number';
}
