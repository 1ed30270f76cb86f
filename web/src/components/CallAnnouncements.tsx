import { useEffect, useRef, useState } from 'react';
import type { Call, CallState } from '../client/calls';
import { chime, type Occasion } from '../client/chime';
import { callAnnouncement } from '../texts';

const OCCASIONS: Partial<Record<CallState, Occasion>> = { calling: 'called', talking: 'answered', ended: 'ended' };

// a call may ring, or be answered, before it is seen for the first time
function occasionOf(call: Call, before: Call | undefined): Occasion | undefined {
  if (call.state === before?.state || (before?.state === 'held' && call.state === 'talking')) return undefined;
  return before === undefined && call.state === 'ringing' ? 'called' : OCCASIONS[call.state];
}

/** Says each change of a call once to screen readers, and plays a quiet sound for those who look elsewhere. */
export function CallAnnouncements({ calls }: { calls: readonly Call[] }) {
  const known = useRef(new Map<string, Call>());
  const [words, setWords] = useState('');

  useEffect(() => {
    const before = known.current;
    known.current = new Map(calls.map((call) => [call.id, call]));
    const told = calls.flatMap((call) => {
      const words = call.pending ? '' : callAnnouncement(call, before.get(call.id));
      return words === '' ? [] : [{ call, words }];
    });
    if (told.length === 0) return;
    setWords(told.map(({ words: each }) => each).join('. '));
    for (const { call } of told) {
      const occasion = occasionOf(call, before.get(call.id));
      if (occasion !== undefined) chime(occasion);
    }
  }, [calls]);

  return <p className="unseen" role="status" aria-live="polite" data-testid="call-announcement">{words}</p>;
}
