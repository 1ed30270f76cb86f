import { type Call, type CallAction, clockText, type EndReason, talkSeconds } from './client/calls';
import { type DestinationProblem, shownDestination } from './client/destination';
import type { DeviceProblem } from './client/devices';
import type { Connection } from './client/people';
import type { RecentCall } from './client/recent';
import type { LeaveReason } from './client/session';

// Every sentence of the pages. A translation replaces this file.

export const texts = {
  product: 'Switchroom',
  landing: {
    title: 'Rooms that can call anyone',
    about: 'Meet in the browser, and bring a telephone or a SIP endpoint into the same room with one request, or from the room’s own page.',
    points: [
      { title: 'For people.', words: 'A link is enough: no account, nothing to install.' },
      { title: 'For programs.', words: 'Daily’s REST API, LiveKit’s clients and SIP work as they are.' },
      { title: 'On your machine.', words: 'One process, no other service, and each call explains itself.' },
    ],
    create: 'Open a room',
    apiKey: 'API key',
    apiKeyHint: 'The server prints one at its first start. It stays in this page and is sent to this server only.',
    roomName: 'Name of the room',
    roomNameHint: 'Letters, digits, - and _. Leave it empty for a random name.',
    badName: 'Only letters, digits, - and _ can be used.',
    yourName: 'Your name',
    firstCall: 'Call first (optional)',
    firstCallHint: 'Waits in the room’s call panel until you press Call.',
    demoPhone: 'Demo phone',
    private: 'Only people with a token may enter',
    createButton: 'Create and enter as owner',
    creating: 'Creating…',
    goTo: 'Go to a room',
    goButton: 'Go',
    tryPhone: 'Try a call',
    tryPhoneSteps: [
      'Run ./run phone in a second terminal: a telephone that answers and says everything back.',
      'Choose Demo phone on this page, and open a room.',
      'Press Call there. Talk, press keys, and see them arrive in the terminal.',
    ],
    develop: 'For developers',
    example: 'One request calls a phone into a room:',
    apiLink: 'API reference, to read and to try',
    schemaLink: 'OpenAPI description',
    docsHint: 'Guides to dial-out, trunks, settings and webhooks lie in the folder docs of the project.',
    wrongKey: 'This server does not know that API key.',
    failed: (why: string) => `The room could not be created: ${why || 'the server cannot be reached'}.`,
  },
  lobby: {
    title: (room: string) => `Join ${room}`,
    name: 'Your name',
    join: 'Join',
    noPreview: 'Camera is off',
    microphone: 'Microphone',
    camera: 'Camera',
    level: 'Microphone level',
    defaultDevice: 'Default',
    owner: 'You enter as an owner: you can call people into the room.',
    guest: 'You enter as a guest.',
    expired: 'This link has expired. Ask whoever sent it for a new one.',
    otherRoom: (room: string) => `This link is for the room ${room}.`,
    insecure: 'Browsers give camera and microphone only to pages opened over https or from this computer itself. You can join and listen.',
  },
  room: {
    joining: 'Joining…',
    reconnecting: 'The connection was interrupted. Reconnecting…',
    connected: 'Connected',
    alone: 'Nobody else is here yet.',
    aloneOwner: 'Nobody else is here yet. Call somebody, or find the room’s link under People.',
    allowSound: 'Play sound',
    muteMicrophone: 'Mute microphone',
    unmuteMicrophone: 'Unmute microphone',
    stopCamera: 'Stop camera',
    startCamera: 'Start camera',
    stopScreen: 'Stop sharing',
    startScreen: 'Share screen',
    chat: 'Chat',
    people: 'People',
    call: 'Call',
    leave: 'Leave',
    close: 'Close',
    invite: 'Link to this room',
    inviteHint: 'It carries none of your rights. A private room asks for a token of their own.',
    copy: 'Copy',
    copied: 'Copied.',
    sounds: 'Sounds',
    soundsOn: 'Sounds are on',
    soundsOff: 'Sounds are off',
    devices: 'Devices',
    devicesHint: 'When a device that is in use is unplugged, another one takes its place.',
    unplugged: (label: string, now?: string) => `${label || 'The device in use'} was unplugged.${now ? ` Chosen instead: ${now}.` : ''}`,
    layoutGrid: 'Show everybody alike',
    layoutSpeaker: 'Show the speaker large',
    you: (name: string) => (name === '' ? 'You' : `${name} (you)`),
    nameless: 'Guest',
    muted: 'muted',
    phone: 'phone',
    screenOf: (name: string) => `${name}’s screen`,
    controls: 'Controls',
    participants: 'Participants',
    pages: 'Pages of participants',
    pageOf: (first: number, last: number, all: number) => (first === last ? `${last} of ${all}` : `${first}–${last} of ${all}`),
    previousPage: 'Previous participants',
    nextPage: 'Next participants',
    count: (people: number) => (people === 1 ? '1 person' : `${people} people`),
    message: 'Message',
    send: 'Send',
    noMessages: 'No messages yet. Everybody in the room can read what is written here.',
    keys: (digits: string) => `Pressed on the phone: ${digits}`,
    shortcut: (key: string) => ` (${key})`,
  },
  left: {
    again: 'Join again',
    home: 'Start page',
  },
  call: {
    title: 'Call somebody',
    destination: 'Number or SIP address',
    destinationHint: 'For example +1 555 010 0100 or sip:ann@example.com',
    name: 'Name to show',
    options: 'More options',
    callerId: 'Calling number',
    extension: 'Extension',
    extensionHint: 'Digits to dial after the answer.',
    wait: 'Seconds to wait before the extension',
    ring: 'Seconds to let it ring',
    codec: 'Audio codec',
    anyCodec: 'Any',
    dial: 'Call',
    recent: 'Recent calls',
    redial: 'Call again:',
    current: 'Calls in this room',
    hangUp: 'Hang up',
    hangUpWhom: (name: string) => `Hang up ${name}`,
    dismiss: 'Dismiss',
    keypad: 'Keypad',
    keypadHint: 'Type digits on your keyboard, or press the keys.',
    key: { '*': 'star', '#': 'hash' } as Record<string, string | undefined>,
    transfer: 'Transfer',
    transferTo: 'To a number or SIP address',
    transferHint: 'They stay here until the other side answers.',
    transferring: 'The other side is being called…',
    transferNow: 'Transfer now',
    moveTo: 'Or to another room',
    moveNow: 'Move',
    hold: 'Hold',
    holdWhom: (name: string) => `Hold ${name}`,
    mute: 'Mute for all',
    muteWhom: (name: string) => `Mute for all: ${name}`,
    muted: 'muted for all',
    held: 'on hold',
    sent: 'Sent',
  },
} as const;

/** What was tried with a call and failed. */
export const callProblems: Record<CallAction, (why: string) => string> = {
  hangUp: (why) => `Hanging up failed: ${why}`,
  hold: (why) => `Holding failed: ${why}`,
  mute: (why) => `Muting failed: ${why}`,
  tones: (why) => `The tone was not sent: ${why}`,
  transfer: (why) => `The transfer failed: ${why.replace('-', ' ')}`,
};

export const destinationProblems: Record<DestinationProblem, string> = {
  'no-plus': 'Begin with + and the country code, for example +1 for North America.',
  letters: 'A number has only digits after the +. For a SIP address begin with sip:',
  'country-zero': 'No country code begins with 0. Leave out the zero after the +.',
  'too-short': 'This number is too short.',
  'too-long': 'A number has at most 15 digits.',
  'no-digits': 'Digits are missing after the +.',
  sips: 'Write sip: instead of sips:. Encryption is an option of the trunk.',
  'no-user': 'The part before the @ is missing.',
  'no-host': 'The part after the @ is missing, for example sip:ann@example.com.',
  'bad-host': 'The part after the @ is not a host name or an address.',
  'bad-port': 'The port after the colon must be a number from 1 to 65535.',
  space: 'A SIP address has no spaces.',
  'uri-too-long': 'This address is too long.',
  'header-name': 'Only headers that begin with X- can follow the question mark.',
};

export const deviceProblems: Record<DeviceProblem, string> = {
  insecure: 'The browser gives it only to pages opened over https.',
  denied: 'The browser was told not to allow it. Change that beside the page’s address.',
  none: 'None was found.',
  busy: 'Another program is using it.',
  failed: 'It could not be started.',
};

export const deviceNames = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker', screen: 'Screen' } as const;

export const connections: Record<Connection, string> = {
  excellent: 'excellent connection', good: 'good connection', poor: 'poor connection', lost: 'connection lost',
};

/** Why one is not in the room, as a heading. */
export const leaveReasons: Record<LeaveReason, string> = {
  left: 'You have left the room.',
  refused: 'You cannot enter this room.',
  unreachable: 'The server cannot be reached.',
  removed: 'You were removed from the room.',
  replaced: 'You joined again from another place.',
  closed: 'The room has been closed.',
  lost: 'The connection was lost.',
};

const endings: Record<EndReason, string> = {
  completed: 'Call ended',
  busy: 'Busy',
  declined: 'Declined',
  'no-answer': 'No answer',
  canceled: 'Cancelled',
  failed: 'The call failed',
  refused: 'The call was not made',
  unknown: 'Call ended',
};

const enders: Record<string, string> = {
  callee: 'they hung up', api: 'hung up here', transfer: 'transferred', room: 'the room closed', idle: 'nobody was left', limit: 'the time was up', shutdown: 'the server stopped',
};

/** Whom a call is with. */
export const nameOf = (call: Call): string => call.name || shownDestination(call.destination);

/** A call's state in words, with its timer. */
export function callState(call: Call, now: number): string {
  const time = clockText(talkSeconds(call, now));
  switch (call.state) {
    case 'calling':
      return 'Calling…';
    case 'ringing':
      return 'Ringing…';
    case 'talking':
      return call.transferring ? `Being transferred ${time}` : `Talking ${time}`;
    case 'held':
      return call.heldHere ? `On hold ${time}` : `They put us on hold ${time}`;
    case 'ended':
      return endedText(call);
  }
}

function endedText(call: Call): string {
  const reason = call.reason ?? 'unknown';
  if (reason === 'refused' || reason === 'failed') return call.detail ? `${endings[reason]}: ${call.detail}` : endings[reason];
  const who = reason === 'completed' && call.endedBy !== undefined ? enders[call.endedBy] : undefined;
  const talked = call.talkingSince === undefined ? [] : [clockText(talkSeconds(call, call.endedAt ?? 0))];
  return [endings[reason], ...(who ? [who] : []), ...talked].join(', ');
}

/** How a call of the past went, as far as it is known. */
export function outcomeText({ outcome, talked = 0 }: RecentCall): string {
  if (outcome === undefined) return '';
  return outcome === 'completed' ? `Talked ${clockText(talked)}` : endings[outcome];
}

export const timeText = (at: number): string => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** A moment: of today its time, of another day its date. */
export function momentText(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? timeText(at) : new Date(at).toLocaleDateString([], { month: 'short', day: 'numeric' });
}

/** What a screen reader says of a change; nothing of the timer, which would never be quiet, and nothing when nothing changed. */
export function callAnnouncement(call: Call, before?: Call): string {
  const name = nameOf(call);
  if (call.state !== before?.state || (call.state === 'ended' && call.reason !== before.reason)) return stateAnnouncement(call, name, before);
  if (call.muted !== before.muted) return call.muted ? `${name} is muted for all` : `${name} can be heard again`;
  return call.transferring && !before.transferring ? `${name} is being transferred` : '';
}

function stateAnnouncement(call: Call, name: string, before?: Call): string {
  switch (call.state) {
    case 'calling':
      return `Calling ${name}`;
    case 'ringing':
      return `${name}: ringing`;
    case 'talking':
      return before?.state === 'held' ? `${name} is back` : `${name} has answered`;
    case 'held':
      return call.heldHere ? `${name} is on hold` : `${name} put us on hold`;
    case 'ended':
      return `${name}: ${endedText(call)}`;
  }
}
