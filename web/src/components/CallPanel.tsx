import { useState } from 'react';
import type { DialRequest } from '../client/api';
import type { Call } from '../client/calls';
import { readDestination, shownDestination } from '../client/destination';
import { readRecent, type RecentCall, withRecent, writeRecent } from '../client/recent';
import type { RoomSession } from '../client/session';
import { texts } from '../texts';
import { CallRow } from './CallRow';
import { DialForm } from './DialForm';
import { Icon } from './Icon';

const text = texts.call;

/** From here an owner calls anyone. */
export function CallPanel({ session, calls }: { session: RoomSession; calls: readonly Call[] }) {
  const [recent, setRecent] = useState(() => readRecent(localStorage));

  function dial(request: DialRequest) {
    const list = withRecent(recent, { destination: request.destination.value, name: request.name, at: Date.now() });
    setRecent(list);
    writeRecent(localStorage, list);
    void session.dial(request);
  }

  function redial(call: RecentCall) {
    const destination = readDestination(call.destination);
    if (destination.kind === 'number' || destination.kind === 'sip') dial({ destination, name: call.name });
  }

  return (
    <div className="stack">
      {calls.length > 0 && (
        <section aria-label={text.current}>
          <ul className="calls">{calls.map((call) => <CallRow key={call.id} call={call} session={session} />)}</ul>
        </section>
      )}
      <DialForm onDial={dial} />
      {recent.length > 0 && (
        <section aria-labelledby="recent">
          <h3 id="recent">{text.recent}</h3>
          <ul className="recent">
            {recent.map((call) => (
              <li key={call.destination}>
                <button className="plain" onClick={() => redial(call)}>
                  <Icon name="phone" />
                  <span className="unseen">{text.redial}</span>
                  <span className="name">{call.name || shownDestination(call.destination)}</span>
                  {call.name && <span className="hint">{shownDestination(call.destination)}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
