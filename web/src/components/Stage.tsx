import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import type { Person } from '../client/people';
import { texts } from '../texts';
import { CallTile } from './CallTile';
import { Picture } from './Picture';
import { Tile } from './Tile';

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
  const phones = new Set(people.filter((person) => person.isPhone).map((person) => person.id));
  const endings = calls.filter((call) => !phones.has(call.id));
  const screens = people.filter((person) => person.screen);
  const speaker = speakerView ? (people.find((person) => person.isSpeaking && !person.isSelf) ?? people.find((person) => !person.isSelf)) : undefined;
  const large = screens.length > 0 || speaker !== undefined;
  const shown = (person: Person) => {
    const call = calls.find((each) => each.id === person.id);
    return person.isPhone && call ? <CallTile call={call} person={person} desk={desk} /> : <Tile person={person} />;
  };
  return (
    <main className={`stage${large ? ' has-large' : ''}`} aria-label={text.participants}>
      {screens.map((person) => person.screen && (
        <figure key={person.id} className="large tile">
          <Picture track={person.screen} whole />
          <figcaption>{text.screenOf(person.name || text.nameless)}</figcaption>
        </figure>
      ))}
      {speaker && screens.length === 0 && <div className="large">{shown(speaker)}</div>}
      <ul className="tiles" data-count={Math.min(people.length + endings.length, 9)}>
        {people.filter((person) => person !== speaker || screens.length > 0).map((person) => (
          <li key={person.id}>{shown(person)}</li>
        ))}
        {endings.map((call) => <li key={call.id}><CallTile call={call} desk={desk} /></li>)}
      </ul>
      {people.length === 1 && calls.length === 0 && <p className="alone">{desk ? text.aloneOwner : text.alone}</p>}
    </main>
  );
}
