import { useEffect, useRef } from 'react';
import { chime, occasionOf } from '../client/chime';
import type { Person } from '../client/people';

/** A quiet sound when somebody comes or goes. While the connection is down, whoever is not seen has not gone. */
export function PeopleSounds({ people, connected }: { people: readonly Person[]; connected: boolean }) {
  const known = useRef<readonly Person[]>([]);

  useEffect(() => {
    if (!connected) return;
    const occasion = occasionOf(known.current, people);
    known.current = people;
    if (occasion !== undefined) chime(occasion);
  }, [people, connected]);

  return null;
}
