/** What is wrong with something that was typed to be called. */
export type DestinationProblem =
  | 'no-plus'
  | 'letters'
  | 'country-zero'
  | 'too-short'
  | 'too-long'
  | 'no-digits'
  | 'sips'
  | 'no-user'
  | 'no-host'
  | 'bad-host'
  | 'bad-port'
  | 'space'
  | 'uri-too-long'
  | 'header-name';

export type Destination =
  | { kind: 'empty' }
  | { kind: 'number'; value: string }
  | { kind: 'sip'; value: string }
  | { kind: 'wrong'; problem: DestinationProblem };

const LONGEST_NUMBER = 15; // ITU-T E.164
const SHORTEST_NUMBER = 7; // no country has shorter numbers than this with its code; while typing it is only "too short"
const LONGEST_URI = 2048;

/** Reads what was typed: a number in international form, however it is grouped, or a SIP URI. */
export function readDestination(typed: string): Destination {
  const text = typed.trim();
  if (text === '') return { kind: 'empty' };
  if (/^sips:/i.test(text)) return wrong('sips');
  if (/^sip:/i.test(text)) return readUri(text);
  // an address without its scheme is what a mail address looks like
  return text.includes('@') ? readUri(`sip:${text}`) : readNumber(text.replace(/^tel:/i, ''));
}

function readNumber(text: string): Destination {
  const bare = text.replace(/[\s().\-/\u2010-\u2015\u00a0]/g, '');
  const international = bare.startsWith('00') ? `+${bare.slice(2)}` : bare;
  const digits = international.replace(/^\+/, '');
  if (digits === '') return wrong('no-digits');
  if (!/^[0-9]+$/.test(digits)) return wrong('letters');
  if (!international.startsWith('+')) return wrong('no-plus');
  if (digits.startsWith('0')) return wrong('country-zero');
  if (digits.length > LONGEST_NUMBER) return wrong('too-long');
  if (digits.length < SHORTEST_NUMBER) return wrong('too-short');
  return { kind: 'number', value: `+${digits}` };
}

function readUri(text: string): Destination {
  if (text.length > LONGEST_URI) return wrong('uri-too-long');
  if (/\s/.test(text)) return wrong('space');
  const question = text.indexOf('?');
  const address = (question < 0 ? text : text.slice(0, question)).slice('sip:'.length);
  const at = address.lastIndexOf('@');
  const [user, rest] = at < 0 ? ['', address] : [address.slice(0, at), address.slice(at + 1)];
  if (at === 0) return wrong('no-user');
  const hostPort = rest.split(';', 1)[0] ?? '';
  const match = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(.*))?$/i.exec(hostPort);
  const [host, port] = [match?.[1] ?? '', match?.[2]];
  if (host === '') return wrong('no-host');
  if (!host.startsWith('[') && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?$/i.test(host)) return wrong('bad-host');
  if (port !== undefined && !(/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) return wrong('bad-port');
  if (user === '' && at >= 0) return wrong('no-user');
  const headers = question < 0 ? [] : text.slice(question + 1).split('&').filter((pair) => pair !== '');
  if (headers.some((pair) => !/^x-[^=]+(=|$)/i.test(pair))) return wrong('header-name');
  return { kind: 'sip', value: `sip:${text.slice('sip:'.length)}` };
}

function wrong(problem: DestinationProblem): Destination {
  return { kind: 'wrong', problem };
}

/** How a destination is shown: without scheme and headers where it is a URI. */
export function shownDestination(value: string): string {
  return value.replace(/^sips?:/i, '').replace(/[?;].*$/, '');
}
