import type { Person } from '../client/people';
import { connections, texts } from '../texts';
import { Icon } from './Icon';

const text = texts.room;

/** Who is here. */
export function People({ people }: { people: readonly Person[] }) {
  return (
    <ul className="people">
      {people.map((person) => (
        <li key={person.id} className={person.isSpeaking ? 'speaking' : ''}>
          <span className="name">{person.isSelf ? text.you(person.name) : person.name || text.nameless}</span>
          {person.isPhone && <span className="mark" role="img" aria-label={text.phone}><Icon name="phone" /></span>}
          {person.connection && <span className={`mark signal ${person.connection}`} role="img" aria-label={connections[person.connection]} title={connections[person.connection]}><Icon name="signal" /></span>}
          {(person.switches.heldHere || person.switches.heldThere) && <span className="mark" role="img" aria-label={texts.call.held}><Icon name="hold" /></span>}
          {person.switches.muted && <span className="mark" role="img" aria-label={texts.call.muted}><Icon name="microphone-off" /></span>}
          {!person.isPhone && !person.microphoneOn && <span className="mark" role="img" aria-label={text.muted}><Icon name="microphone-off" /></span>}
        </li>
      ))}
    </ul>
  );
}
