import { useState } from 'react';
import type { CallerId, DialRequest, PastCall } from '../client/api';
import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import { readDestination } from '../client/destination';
import { readRecent, type RecentCall, recentOf, withRecent, writeRecent } from '../client/recent';
import { texts } from '../texts';
import { CallRow } from './CallRow';
import { DialForm } from './DialForm';
import { RecentCalls } from './RecentCalls';
import { useAnswer } from './useAnswer';

const NO_NUMBERS: readonly CallerId[] = [];
const NO_CALLS: readonly PastCall[] = [];

/** From here an owner calls anyone. */
export function CallPanel({ desk, calls }: { desk: CallDesk; calls: readonly Call[] }) {
  const [own, setOwn] = useState(() => readRecent(localStorage));
  const endings = calls.filter((call) => call.state === 'ended').map((call) => call.id + call.reason).join();
  const history = useAnswer(() => desk.history(), NO_CALLS, desk, endings);
  // without numbers a call still goes out, with the one that the server takes by itself
  const callerIds = useAnswer(() => desk.callerIds(), NO_NUMBERS, desk);

  function dial(request: DialRequest) {
    const list = withRecent(own, { destination: request.destination.value, name: request.name, at: Date.now() });
    setOwn(list);
    writeRecent(localStorage, list);
    void desk.dial(request);
  }

  function redial({ destination: typed, name }: RecentCall) {
    const destination = readDestination(typed);
    if (destination.kind === 'number' || destination.kind === 'sip') dial({ destination, name });
  }

  return (
    <div className="stack">
      {calls.length > 0 && (
        <section aria-label={texts.call.current}>
          <ul className="calls">{calls.map((call) => <CallRow key={call.id} call={call} desk={desk} />)}</ul>
        </section>
      )}
      <DialForm callerIds={callerIds} onDial={dial} />
      <RecentCalls calls={recentOf(history, own)} onRedial={redial} />
    </div>
  );
}
