import { useState } from 'react';
import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import type { Person } from '../client/people';
import { seatsOf } from '../client/seats';
import { CallTile } from './CallTile';
import { Pager } from './Pager';
import { Tile } from './Tile';

/** One place in the pictures: somebody who is here, a call, or both. */
export interface Seat {
  id: string;
  person?: Person;
  call?: Call;
}

/** Draws a seat. */
export function SeatTile({ seat: { person, call }, desk }: { seat: Seat; desk?: CallDesk }) {
  if (call !== undefined) return <CallTile call={call} person={person} desk={desk} />;
  return person && <Tile person={person} />;
}

interface TilesProps {
  seats: readonly Seat[];
  /** Who is shown large, and so not here; the place is kept. */
  large?: Seat;
  perPage: number;
  desk?: CallDesk;
}

/** Pictures of one size: as many as fit, and pages of the others. */
export function Tiles({ seats, large, perPage, desk }: TilesProps) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const [page, setPage] = useState(0);

  const wanted = new Set(seats.filter(({ person, call }) => person?.isSpeaking || call?.state === 'calling' || call?.state === 'ringing').map(({ id }) => id));
  const next = seatsOf(order, seats.map(({ id }) => id), wanted, perPage);
  if (next.join() !== order.join()) setOrder(next);

  const small = next.filter((id) => id !== large?.id);
  const last = Math.max(0, Math.ceil(small.length / perPage) - 1);
  const shownPage = Math.min(page, last);
  const shown = small.slice(shownPage * perPage, (shownPage + 1) * perPage).flatMap((id) => seats.find((seat) => seat.id === id) ?? []);
  return (
    <>
      <ul className="tiles" data-count={shown.length}>
        {shown.map((seat) => <li key={seat.id}><SeatTile seat={seat} desk={desk} /></li>)}
      </ul>
      {last > 0 && <Pager page={shownPage} perPage={perPage} all={small.length} onPage={setPage} />}
    </>
  );
}
