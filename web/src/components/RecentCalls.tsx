import { useState } from 'react';
import { shownDestination } from '../client/destination';
import type { RecentCall } from '../client/recent';
import { momentText, outcomeText, texts } from '../texts';
import { Icon } from './Icon';

const text = texts.call;

/** Who was called lately and how it went; one press calls again. */
export function RecentCalls({ calls, onRedial }: { calls: readonly RecentCall[]; onRedial: (call: RecentCall) => void }) {
  const [openedAt] = useState(() => Date.now());
  if (calls.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <h3 id="recent">{text.recent}</h3>
      <ul className="recent">
        {calls.map((call) => {
          const where = shownDestination(call.destination);
          return (
            <li key={call.destination}>
              <button className="plain" onClick={() => onRedial(call)}>
                <Icon name="phone" />
                <span className="unseen">{text.redial}</span>
                <span className="name">{call.name || where}</span>
                <time className="hint" dateTime={new Date(call.at).toISOString()}>{momentText(call.at, openedAt)}</time>
                <span className="hint">{[call.name && where, outcomeText(call)].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
