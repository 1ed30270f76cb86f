import { useEffect, useRef, useState } from 'react';
import type { Call, CallState } from '../client/calls';
import { chime, type Occasion } from '../client/chime';
import { callAnnouncement } from '../texts';

const OCCASIONS: Partial<Record<CallState, Occasion>> = { calling: 'called', talking: 'answered', ended: 'ended' };

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
      const occasion = call.state === before.get(call.id)?.state ? undefined : OCCASIONS[call.state];
      if (occasion !== undefined && before.get(call.id)?.state !== 'held') chime(occasion);
    }
  }, [calls]);

  return <p className="unseen" role="status" aria-live="polite" data-testid="call-announcement">{words}</p>;
}
