import { useEffect, useRef, useState } from 'react';
import type { Call } from '../client/calls';
import { chime } from '../client/chime';
import { callAnnouncement } from '../texts';

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
    for (const { call } of told) if (before.get(call.id)?.state !== call.state) chime(call.state);
  }, [calls]);

  return <p className="unseen" role="status" aria-live="polite" data-testid="call-announcement">{words}</p>;
}
