import { CreateRoom } from '../components/CreateRoom';
import { GoToRoom } from '../components/GoToRoom';
import { texts } from '../texts';

const text = texts.landing;

/** The page at /: what this is, a room for whoever has an API key, a way into a known room, a phone to try, and where to read on. */
export function Landing() {
  return (
    <main className="landing">
      <header>
        <p className="brand">{texts.product}</p>
        <h1>{text.title}</h1>
        <p className="lead">{text.about}</p>
        <ul className="points">
          {text.points.map(({ title, words }) => <li key={title}><strong>{title}</strong> {words}</li>)}
        </ul>
      </header>
      <div className="cards">
        <CreateRoom />
        <div className="stack">
          <GoToRoom />
          <section className="card" aria-labelledby="try">
            <h2 id="try">{text.tryPhone}</h2>
            <ol className="steps">{text.tryPhoneSteps.map((step) => <li key={step}>{step}</li>)}</ol>
          </section>
          <section className="card" aria-labelledby="develop">
            <h2 id="develop">{text.develop}</h2>
            <p>{text.example}</p>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0}>{example(location.origin)}</pre>
            <ul className="links">
              <li><a href="/docs">{text.apiLink}</a></li>
              <li><a href="/openapi/v1.json">{text.schemaLink}</a></li>
            </ul>
            <p className="hint">{text.docsHint}</p>
          </section>
        </div>
      </div>
    </main>
  );
}

const example = (origin: string) => `curl ${origin}/v1/rooms/ROOM/dialOut/start \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"phoneNumber": "+15550100", "displayName": "Ann"}'`;
