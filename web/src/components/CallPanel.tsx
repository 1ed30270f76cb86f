import { useEffect, useState } from 'react';
import type { CallerId, DialRequest } from '../client/api';
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
export function CallPanel({ session, calls, room }: { session: RoomSession; calls: readonly Call[]; room: string }) {
  const [recent, setRecent] = useState(() => readRecent(localStorage));
  const callerIds = useCallerIds(session, room);

  function dial(request: DialRequest) {
    const list = withRecent(recent, { destination: request.destination.value, name: request.name, at: Date.now() });
    setRecent(list);
    writeRecent(localStorage, list);
    void session.calls.dial(request);
  }

  function redial(call: RecentCall) {
    const destination = readDestination(call.destination);
    if (destination.kind === 'number' || destination.kind === 'sip') dial({ destination, name: call.name });
  }

  return (
    <div className="stack">
      {calls.length > 0 && (
        <section aria-label={text.current}>
          <ul className="calls">{calls.map((call) => <CallRow key={call.id} call={call} desk={session.calls} />)}</ul>
        </section>
      )}
      <DialForm callerIds={callerIds} onDial={dial} />
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

// without them a call still goes out, with the number that the server takes by itself
function useCallerIds(session: RoomSession, room: string): readonly CallerId[] {
  const [found, setFound] = useState<readonly CallerId[]>([]);
  useEffect(() => {
    let wanted = true;
    session.api.callerIds(room).then((list) => wanted && setFound(list), () => undefined);
    return () => {
      wanted = false;
    };
  }, [session, room]);
  return found;
}
