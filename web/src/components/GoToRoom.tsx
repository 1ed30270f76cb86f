import type { FormEvent } from 'react';
import { texts } from '../texts';

const text = texts.landing;

/** The way into a room whose name is known. */
export function GoToRoom() {
  function go(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('room'));
    if (name !== '') location.assign(`/${encodeURIComponent(name)}`);
  }

  return (
    <section className="card" aria-labelledby="go">
      <h2 id="go">{text.goTo}</h2>
      <form className="row" onSubmit={go}>
        <label>
          {text.roomName}
          <input name="room" required pattern="[A-Za-z0-9_\-]+" maxLength={128} title={text.badName} autoCapitalize="off" spellCheck={false} />
        </label>
        <button>{text.goButton}</button>
      </form>
    </section>
  );
}
