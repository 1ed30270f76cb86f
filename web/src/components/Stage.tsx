import { useState } from 'react';
import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import type { Person } from '../client/people';
import { texts } from '../texts';
import { Picture } from './Picture';
import { type Seat, SeatTile, Tiles } from './Tiles';
import { useMedia } from './useMedia';

const text = texts.room;

interface StageProps {
  people: readonly Person[];
  calls: readonly Call[];
  /** The speaker large, instead of everybody alike. */
  speakerView: boolean;
  /** Whoever may call has buttons on the calls. */
  desk?: CallDesk;
}

/** Everybody's pictures: alike, or the speaker large. A shared screen is always large. */
export function Stage({ people, calls, speakerView, desk }: StageProps) {
  const small = useMedia('(max-width: 40rem)');
  const seats = seatsFor(people, calls);
  const screens = people.filter((person) => person.screen);
  const lastSpeaker = useLastSpeaker(seats.filter(({ person }) => !person?.isSelf));
  const speaker = speakerView && screens.length === 0 ? lastSpeaker : undefined;
  const large = screens.length > 0 || speaker !== undefined;
  return (
    <main className={`stage${large ? ' has-large' : ''}`} aria-label={text.participants}>
      {large && (
        <div className="large">
          {speaker && <SeatTile seat={speaker} desk={desk} />}
          {screens.map((person) => person.screen && (
            <figure key={person.id} className="tile">
              <Picture track={person.screen} whole />
              <figcaption>{text.screenOf(person.name || text.nameless)}</figcaption>
            </figure>
          ))}
        </div>
      )}
      <Tiles seats={seats} large={speaker} perPage={perPage(large, small)} desk={desk} />
      {people.length === 1 && calls.length === 0 && <p className="alone">{desk ? text.aloneOwner : text.alone}</p>}
    </main>
  );
}

/** Whoever speaks, or spoke last; who speaks is not changed for another one before falling silent. */
function useLastSpeaker(others: readonly Seat[]): Seat | undefined {
  const [id, setId] = useState('');
  const last = others.find((seat) => seat.id === id);
  const speaker = last?.person?.isSpeaking ? last : others.find(({ person }) => person?.isSpeaking);
  if (speaker !== undefined && speaker.id !== id) setId(speaker.id);
  return speaker ?? last ?? others[0];
}

/** Everybody who is here, and the calls that are not or no longer. */
function seatsFor(people: readonly Person[], calls: readonly Call[]): readonly Seat[] {
  const here = new Set(people.map(({ id }) => id));
  return [
    ...people.map((person) => ({ id: person.id, person, call: person.isPhone ? calls.find(({ id }) => id === person.id) : undefined })),
    ...calls.filter(({ id }) => !here.has(id)).map((call) => ({ id: call.id, call })),
  ];
}

// what can still be recognised
function perPage(large: boolean, small: boolean): number {
  if (large) return small ? 2 : 5;
  return small ? 6 : 9;
}
