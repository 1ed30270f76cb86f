import { useEffect, useRef, useState } from 'react';
import type { Call } from '../client/calls';
import { chime } from '../client/chime';
import { callAnnouncement } from '../texts';

/** Says each change of a call once to screen readers, and plays a quiet sound for those who look elsewhere. */
export function CallAnnouncements({ calls }: { calls: readonly Call[] }) {
  const known = useRef(new Map<string, string>());
  const [words, setWords] = useState('');

  useEffect(() => {
    const changed = calls.filter((call) => known.current.get(call.id) !== call.state);
    known.current = new Map(calls.map((call) => [call.id, call.state]));
    const told = changed.filter((call) => !call.pending);
    if (told.length === 0) return;
    setWords(told.map(callAnnouncement).join('. '));
    for (const call of told) chime(call.state);
  }, [calls]);

  return <p className="unseen" role="status" aria-live="polite" data-testid="call-announcement">{words}</p>;
}
