import { type FormEvent, useState } from 'react';
import { readDestination } from '../client/destination';
import { destinationProblems, texts } from '../texts';

const text = texts.call;

/** Where to hand a call over to. */
export function TransferForm({ onTransfer }: { onTransfer: (uri: string) => Promise<void> }) {
  const [typed, setTyped] = useState('');
  const [outcome, setOutcome] = useState('');
  const to = readDestination(typed);
  const problem = to.kind === 'wrong' ? destinationProblems[to.problem] : to.kind === 'number' ? text.transferOnlySip : undefined;

  async function transfer(event: FormEvent) {
    event.preventDefault();
    if (to.kind !== 'sip') return;
    try {
      await onTransfer(to.value);
      setOutcome(text.transferred);
    } catch (error) {
      setOutcome(text.transferFailed(error instanceof Error ? error.message : ''));
    }
  }

  return (
    <form className="stack" onSubmit={(event) => void transfer(event)}>
      <label>
        {text.transferTo}
        <input value={typed} onChange={(event) => setTyped(event.target.value)} aria-invalid={problem !== undefined} autoComplete="off" autoCapitalize="off" spellCheck={false} />
      </label>
      <p className={problem ? 'problem' : 'hint'} aria-live="polite">{problem ?? outcome}</p>
      <button disabled={to.kind !== 'sip'}>{text.transfer}</button>
    </form>
  );
}
