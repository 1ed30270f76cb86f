/**
 * Who sits where. Places are kept, so that nobody jumps about; whoever is wanted (speaks, or is being called) and sits beyond the first page changes
 * places with the last one there who is not.
 */
export function seatsOf(before: readonly string[], present: readonly string[], wanted: ReadonlySet<string>, perPage: number): readonly string[] {
  const here = new Set(present);
  const known = new Set(before);
  const seats = [...before.filter((id) => here.has(id)), ...present.filter((id) => !known.has(id))];
  for (let from = perPage; from < seats.length; from++) {
    if (!wanted.has(seats[from]!)) continue;
    // the first seat is one's own
    const to = seats.findLastIndex((id, index) => index > 0 && index < perPage && !wanted.has(id));
    if (to < 0) break;
    [seats[to], seats[from]] = [seats[from]!, seats[to]!];
  }
  return seats;
}
