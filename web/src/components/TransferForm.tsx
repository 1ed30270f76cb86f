import { type FormEvent, useState } from 'react';
import type { Call } from '../client/calls';
import { readDestination } from '../client/destination';
import { destinationProblems, texts } from '../texts';

const text = texts.call;

/** Whom to hand a call over to. */
export function TransferForm({ call, onTransfer }: { call: Call; onTransfer: (to: string) => void }) {
  const [typed, setTyped] = useState('');
  const to = readDestination(typed);
  const problem = to.kind === 'wrong' ? destinationProblems[to.problem] : undefined;
  const ready = to.kind === 'number' || to.kind === 'sip';

  function transfer(event: FormEvent) {
    event.preventDefault();
    if (ready) onTransfer(to.value);
  }

  return (
    <form className="stack" onSubmit={transfer}>
      <label>
        {text.transferTo}
        <input value={typed} onChange={(event) => setTyped(event.target.value)} aria-invalid={problem !== undefined} aria-describedby="transfer-hint" autoComplete="off" autoCapitalize="off" spellCheck={false} />
      </label>
      <p id="transfer-hint" className={problem ? 'problem' : 'hint'} aria-live="polite">{problem ?? (call.transferring ? text.transferring : text.transferHint)}</p>
      <button disabled={!ready || call.transferring}>{text.transferNow}</button>
    </form>
  );
}
