// The part of an address after # never reaches a server. It only fills the field in: a link must not be able to make calls.
const KEY = 'call';

/** The address of a room in which somebody is ready to be called. */
export function withFirstCall(address: string, destination: string): string {
  return destination === '' ? address : `${address}#${new URLSearchParams({ [KEY]: destination }).toString()}`;
}

/** Whom the page was opened to call; empty when nobody. */
export function readFirstCall(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get(KEY) ?? '';
}
