import { type FormEvent, useState } from 'react';
import type { TransferRoom } from '../client/api';
import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import { readDestination } from '../client/destination';
import { destinationProblems, texts } from '../texts';
import { useAnswer } from './useAnswer';

const text = texts.call;
const NO_ROOMS: readonly TransferRoom[] = [];

/** Whom to hand a call over to, or which room to move it into. */
export function TransferForm({ call, desk }: { call: Call; desk: CallDesk }) {
  const [typed, setTyped] = useState('');
  const rooms = useAnswer(() => desk.transferRooms(), NO_ROOMS, desk);
  const to = readDestination(typed);
  const problem = to.kind === 'wrong' ? destinationProblems[to.problem] : undefined;
  const ready = to.kind === 'number' || to.kind === 'sip';

  function transfer(event: FormEvent) {
    event.preventDefault();
    if (ready) void desk.transfer(call, to.value);
  }

  function move(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void desk.transfer(call, String(new FormData(event.currentTarget).get('room')));
  }

  return (
    <div className="stack">
      <form className="stack" onSubmit={transfer}>
        <label>
          {text.transferTo}
          <input value={typed} onChange={(event) => setTyped(event.target.value)} aria-invalid={problem !== undefined} aria-describedby="transfer-hint" autoComplete="off" autoCapitalize="off" spellCheck={false} />
        </label>
        <p id="transfer-hint" className={problem ? 'problem' : 'hint'} aria-live="polite">{problem ?? (call.transferring ? text.transferring : text.transferHint)}</p>
        <button disabled={!ready || call.transferring}>{text.transferNow}</button>
      </form>
      {rooms.length > 0 && (
        <form className="row" onSubmit={move}>
          <label>
            {text.moveTo}
            <select name="room">{rooms.map(({ name, toEndPoint }) => <option key={name} value={toEndPoint}>{name}</option>)}</select>
          </label>
          <button disabled={call.transferring}>{text.moveNow}</button>
        </form>
      )}
    </div>
  );
}
