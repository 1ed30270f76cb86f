import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ChatLine } from '../client/messages';
import { texts, timeText } from '../texts';

const text = texts.room;
const MOST = 2000;

/** What is written in the room. */
export function Chat({ lines, onSay }: { lines: readonly ChatLine[]; onSay: (text: string) => Promise<void> }) {
  const [draft, setDraft] = useState('');
  const end = useRef<HTMLLIElement>(null);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines.length]);

  async function say(event: FormEvent) {
    event.preventDefault();
    const said = onSay(draft);
    setDraft('');
    field.current?.focus(); // the button that was pressed goes out
    await said;
  }

  return (
    <div className="chat">
      <ol aria-live="polite">
        {lines.length === 0 && <li className="hint">{text.noMessages}</li>}
        {lines.map((line) => (
          <li key={line.id} className={line.isOwn ? 'own' : ''}>
            <span className="hint">{line.isOwn ? text.you(line.from) : line.from || text.nameless} <time dateTime={new Date(line.at).toISOString()}>{timeText(line.at)}</time></span>
            <p>{line.text}</p>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <form className="row" onSubmit={(event) => void say(event)}>
        <label>
          {text.message}
          <input ref={field} value={draft} maxLength={MOST} onChange={(event) => setDraft(event.target.value)} autoComplete="off" />
        </label>
        <button disabled={draft.trim() === ''}>{text.send}</button>
      </form>
    </div>
  );
}
