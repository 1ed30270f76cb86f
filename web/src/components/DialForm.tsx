import { type FormEvent, useState } from 'react';
import type { CallerId, DialRequest } from '../client/api';
import { readDestination } from '../client/destination';
import { readFirstCall } from '../client/firstCall';
import { destinationProblems, texts } from '../texts';

const text = texts.call;
const CODECS = ['OPUS', 'G722', 'PCMU', 'PCMA'];

/** Whom to call: one field that says at once what is wrong, a name, and options folded away. */
export function DialForm({ callerIds, onDial }: { callerIds: readonly CallerId[]; onDial: (request: DialRequest) => void }) {
  const [typed, setTyped] = useState(() => readFirstCall(location.hash));
  const [open, setOpen] = useState(false);
  const destination = readDestination(typed);
  const problem = destination.kind === 'wrong' ? destinationProblems[destination.problem] : undefined;

  function dial(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (destination.kind !== 'number' && destination.kind !== 'sip') return;
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '').trim();
    onDial({
      destination,
      name: field('name'),
      callerId: field('callerId'),
      extension: field('extension'),
      waitSeconds: Number(field('wait')),
      ringSeconds: Number(field('ring')),
      codec: field('codec'),
    });
    setTyped('');
    if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
    event.currentTarget.reset();
    setOpen(false);
  }

  return (
    <form className="stack" onSubmit={dial}>
      <label>
        {text.destination}
        <input value={typed} onChange={(event) => setTyped(event.target.value)} aria-invalid={problem !== undefined} aria-describedby="destination-hint" autoComplete="off" autoCapitalize="off" spellCheck={false} inputMode="email" enterKeyHint="go" />
      </label>
      <p id="destination-hint" className={problem ? 'problem' : 'hint'} aria-live="polite">{problem ?? text.destinationHint}</p>
      <label>
        {text.name}
        <input name="name" maxLength={199} autoComplete="off" />
      </label>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text.options}</summary>
        <div className="stack">
          {callerIds.length > 0 && (
            <label>
              {text.callerId}
              <select name="callerId" disabled={destination.kind === 'sip'}>
                {callerIds.map(({ id, name, number }) => <option key={id} value={id}>{name === number ? number : `${number}, ${name}`}</option>)}
              </select>
            </label>
          )}
          <label>{text.extension}<input name="extension" maxLength={20} pattern="[0-9A-Da-d*#,wW]+" title={text.extensionHint} autoComplete="off" /></label>
          <label>{text.wait}<input name="wait" type="number" min={0} max={60} /></label>
          <label>{text.ring}<input name="ring" type="number" min={1} max={600} placeholder="60" /></label>
          <label>
            {text.codec}
            <select name="codec" defaultValue="">
              <option value="">{text.anyCodec}</option>
              {CODECS.map((codec) => <option key={codec}>{codec}</option>)}
            </select>
          </label>
        </div>
      </details>
      <button className="primary" disabled={destination.kind !== 'number' && destination.kind !== 'sip'}>{text.dial}</button>
    </form>
  );
}
