import { type FormEvent, useState } from 'react';
import type { Call } from '../client/calls';
import { readDestination, roomAddress } from '../client/destination';
import { destinationProblems, texts } from '../texts';

const text = texts.call;
const ROOM_NAME = /^[A-Za-z0-9_-]+$/;

/** Where to hand a call over to: somebody who is called for it, or another room of this server. */
export function TransferForm({ call, room, onTransfer }: { call: Call; room: string; onTransfer: (to: string) => void }) {
  const [kind, setKind] = useState<'somebody' | 'room'>('somebody');
  const [typed, setTyped] = useState('');
  const { to, problem } = kind === 'room' ? readRoom(typed.trim(), room) : readSomebody(typed);

  function transfer(event: FormEvent) {
    event.preventDefault();
    if (to !== undefined) onTransfer(to);
  }

  return (
    <form className="stack" onSubmit={transfer}>
      <fieldset className="choices">
        <legend>{text.transferTo}</legend>
        <label className="check"><input type="radio" name="kind" checked={kind === 'somebody'} onChange={() => setKind('somebody')} /> {text.transferSomebody}</label>
        <label className="check"><input type="radio" name="kind" checked={kind === 'room'} onChange={() => setKind('room')} /> {text.transferRoom}</label>
      </fieldset>
      <label>
        {kind === 'room' ? texts.landing.roomName : text.destination}
        <input value={typed} onChange={(event) => setTyped(event.target.value)} aria-invalid={problem !== undefined} aria-describedby="transfer-hint" autoComplete="off" autoCapitalize="off" spellCheck={false} />
      </label>
      <p id="transfer-hint" className={problem ? 'problem' : 'hint'} aria-live="polite">{problem ?? (call.transferring ? text.transferring : text.transferHint)}</p>
      <button disabled={to === undefined || call.transferring}>{text.transferNow}</button>
    </form>
  );
}

interface Target {
  to?: string;
  problem?: string;
}

function readSomebody(typed: string): Target {
  const to = readDestination(typed);
  if (to.kind === 'wrong') return { problem: destinationProblems[to.problem] };
  return to.kind === 'empty' ? {} : { to: to.value };
}

function readRoom(name: string, here: string): Target {
  if (name === '') return {};
  if (!ROOM_NAME.test(name)) return { problem: texts.landing.badName };
  return name === here ? { problem: text.transferHere } : { to: roomAddress(name, location.hostname) };
}
