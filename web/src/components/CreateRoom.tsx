import { type FormEvent, useState } from 'react';
import { Api, ApiProblem } from '../client/api';
import { readDestination } from '../client/destination';
import { withFirstCall } from '../client/firstCall';
import { destinationProblems, texts } from '../texts';

const text = texts.landing;
const NAME = /^[A-Za-z0-9_-]*$/;
const TOKEN_SECONDS = 12 * 3600;
const DEMO_PHONE = 'sip:phone@127.0.0.1:5070'; // where the command "phone" listens unless told otherwise

/** A room for whoever has an API key, and whom to call from it first. */
export function CreateRoom() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [room, setRoom] = useState('');
  const [call, setCall] = useState('');
  const destination = readDestination(call);
  const callProblem = destination.kind === 'wrong' ? destinationProblems[destination.problem] : undefined;
  const badName = !NAME.test(room);

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name'));
    const api = new Api(String(form.get('key')).trim());
    setBusy(true);
    setProblem('');
    try {
      const created = await api.createRoom(room, form.get('private') !== null);
      const token = await api.ownerToken(created, name, TOKEN_SECONDS);
      location.assign(withFirstCall(`/${created}?t=${token}`, destination.kind === 'number' || destination.kind === 'sip' ? destination.value : ''));
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.status === 401 ? text.wrongKey : text.failed(error instanceof Error ? error.message : ''));
      setBusy(false);
    }
  }

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
        <div className="row">
          <label>
            {text.firstCall}
            <input value={call} onChange={(event) => setCall(event.target.value)} aria-invalid={callProblem !== undefined} aria-describedby="call-hint" autoComplete="off" autoCapitalize="off" spellCheck={false} />
          </label>
          <button type="button" onClick={() => setCall(DEMO_PHONE)}>{text.demoPhone}</button>
        </div>
        <p className={callProblem ? 'problem' : 'hint'} id="call-hint">{callProblem ?? text.firstCallHint}</p>
        <label className="check"><input name="private" type="checkbox" defaultChecked /> {text.private}</label>
        <button className="primary" disabled={busy || badName || callProblem !== undefined}>{busy ? text.creating : text.createButton}</button>
        <p className="problem" role="alert">{problem}</p>
      </form>
    </section>
  );
}
