import { type FormEvent, useState } from 'react';
import { Api, ApiProblem } from '../client/api';
import { texts } from '../texts';

const text = texts.landing;
const NAME = /^[A-Za-z0-9_-]*$/;
const TOKEN_SECONDS = 12 * 3600;

/** The page at /: what this is, a room for whoever has an API key, a way into a known room, and where to read on. */
export function Landing() {
  return (
    <main className="landing">
      <header>
        <p className="brand">{texts.product}</p>
        <h1>{text.title}</h1>
        <p className="lead">{text.about}</p>
      </header>
      <div className="cards">
        <CreateRoom />
        <div className="stack">
          <GoToRoom />
          <section className="card" aria-labelledby="develop">
            <h2 id="develop">{text.develop}</h2>
            <ul className="links">
              <li><a href="/docs">{text.apiLink}</a></li>
              <li><a href="/openapi/v1.json">{text.schemaLink}</a></li>
            </ul>
            <h3>{text.example}</h3>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0}>{example(location.origin)}</pre>
            <p className="hint">{text.keyHint}</p>
          </section>
        </div>
      </div>
    </main>
  );
}

function CreateRoom() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [room, setRoom] = useState('');

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name'));
    const api = new Api(String(form.get('key')).trim());
    setBusy(true);
    setProblem('');
    try {
      const created = await api.createRoom(room, form.get('private') !== null);
      location.assign(`/${created}?t=${await api.ownerToken(created, name, TOKEN_SECONDS)}`);
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.status === 401 ? text.wrongKey : text.failed(error instanceof Error ? error.message : ''));
      setBusy(false);
    }
  }

  const badName = !NAME.test(room);
  return (
    <section className="card" aria-labelledby="create">
      <h2 id="create">{text.create}</h2>
      <form className="stack" onSubmit={(event) => void create(event)}>
        <label>
          {text.apiKey}
          <input name="key" type="password" autoComplete="off" required aria-describedby="key-hint" />
        </label>
        <p className="hint" id="key-hint">{text.apiKeyHint}</p>
        <label>
          {text.roomName}
          <input value={room} maxLength={128} onChange={(event) => setRoom(event.target.value)} aria-invalid={badName} aria-describedby="name-hint" autoCapitalize="off" spellCheck={false} />
        </label>
        <p className={badName ? 'problem' : 'hint'} id="name-hint">{badName ? text.badName : text.roomNameHint}</p>
        <label>
          {text.yourName}
          <input name="name" autoComplete="name" maxLength={128} />
        </label>
        <label className="check"><input name="private" type="checkbox" defaultChecked /> {text.private}</label>
        <button className="primary" disabled={busy || badName}>{busy ? text.creating : text.createButton}</button>
        <p className="problem" role="alert">{problem}</p>
      </form>
    </section>
  );
}

function GoToRoom() {
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

const example = (origin: string) => `curl ${origin}/v1/rooms/ROOM/dialOut/start \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"phoneNumber": "+15550100", "displayName": "Ann"}'`;
