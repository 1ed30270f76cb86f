import type { Person } from '../client/people';
import { connections, texts } from '../texts';
import { Icon } from './Icon';
import { Picture } from './Picture';

const text = texts.room;

/** Somebody who is here with a browser. */
export function Tile({ person }: { person: Person }) {
  return (
    <figure className={`tile${person.isSpeaking ? ' speaking' : ''}`}>
      {person.camera ? <Picture track={person.camera} mirrored={person.isSelf} /> : <Initials name={person.name} />}
      <figcaption>
        {!person.microphoneOn && <span className="mark" role="img" aria-label={text.muted}><Icon name="microphone-off" /></span>}
        <span className="name">{person.isSelf ? text.you(person.name) : person.name || text.nameless}</span>
        {(person.connection === 'poor' || person.connection === 'lost') && <span className="poor">{connections[person.connection]}</span>}
      </figcaption>
    </figure>
  );
}

function Initials({ name }: { name: string }) {
  const letters = name.split(/\s+/).filter(Boolean).map((word) => [...word][0]).slice(0, 2).join('').toUpperCase();
  return <span className="initials" aria-hidden="true">{letters || '·'}</span>;
}
