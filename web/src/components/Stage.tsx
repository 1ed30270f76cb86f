import { useState } from 'react';
import type { Call } from '../client/calls';
import { shownDestination } from '../client/destination';
import type { Person } from '../client/people';
import { callState, texts } from '../texts';
import { Icon } from './Icon';
import { Picture } from './Picture';
import { useNow } from './useNow';

const text = texts.room;

interface StageProps {
  people: readonly Person[];
  calls: readonly Call[];
  mayCall: boolean;
}

/** Everybody's pictures: alike, or the speaker large. A shared screen is always large. */
export function Stage({ people, calls, mayCall }: StageProps) {
  const [speakerView, setSpeakerView] = useState(false);
  const phones = new Set(people.filter((person) => person.isPhone).map((person) => person.id));
  const endings = calls.filter((call) => !phones.has(call.id));
  const screens = people.filter((person) => person.screen);
  const speaker = speakerView ? (people.find((person) => person.isSpeaking && !person.isSelf) ?? people.find((person) => !person.isSelf)) : undefined;
  const large = screens.length > 0 || speaker !== undefined;
  return (
    <main className={`stage${large ? ' has-large' : ''}`} aria-label={text.participants}>
      {people.length > 2 && (
        <button className="layout" aria-pressed={speakerView} title={speakerView ? text.layoutGrid : text.layoutSpeaker} aria-label={text.layoutSpeaker} onClick={() => setSpeakerView(!speakerView)}>
          <Icon name={speakerView ? 'grid' : 'speaker'} />
        </button>
      )}
      {screens.map((person) => person.screen && (
        <figure key={person.id} className="large tile">
          <Picture track={person.screen} whole />
          <figcaption>{text.screenOf(person.name || text.nameless)}</figcaption>
        </figure>
      ))}
      {speaker && screens.length === 0 && <div className="large"><Tile person={speaker} call={calls.find((call) => call.id === speaker.id)} /></div>}
      <ul className="tiles" data-count={Math.min(people.length + endings.length, 9)}>
        {people.filter((person) => person !== speaker || screens.length > 0).map((person) => (
          <li key={person.id}><Tile person={person} call={calls.find((call) => call.id === person.id)} /></li>
        ))}
        {endings.map((call) => <li key={call.id}><CallTile call={call} /></li>)}
      </ul>
      {people.length === 1 && calls.length === 0 && <p className="alone">{mayCall ? text.aloneOwner : text.alone}</p>}
    </main>
  );
}

function Tile({ person, call }: { person: Person; call?: Call }) {
  if (person.isPhone && call) return <CallTile call={call} person={person} />;
  const name = person.isSelf ? text.you(person.name) : person.name || text.nameless;
  return (
    <figure className={`tile${person.isSpeaking ? ' speaking' : ''}`}>
      {person.camera ? <Picture track={person.camera} mirrored={person.isSelf} /> : <Initials name={person.name} />}
      <figcaption>
        {!person.microphoneOn && <span className="mark" role="img" aria-label={text.muted}><Icon name="microphone-off" /></span>}
        <span className="name">{name}</span>
        {person.hasPoorConnection && <span className="poor">{text.poor}</span>}
      </figcaption>
    </figure>
  );
}

function CallTile({ call, person }: { call: Call; person?: Person }) {
  const now = useNow(call.state === 'talking' || call.state === 'held');
  return (
    <figure className={`tile phone ${call.state}${person?.isSpeaking ? ' speaking' : ''}`} data-call-state={call.state}>
      {person?.camera ? <Picture track={person.camera} /> : <span className="initials"><Icon name={call.state === 'ended' ? 'hang-up' : 'phone'} /></span>}
      <p className="call-state">{callState(call, now)}</p>
      {call.heard !== '' && <p className="heard">{text.keys(call.heard)}</p>}
      <figcaption>
        <span className="name">{call.name || shownDestination(call.destination)}</span>
        {call.name !== '' && call.name !== call.destination && <span className="destination">{shownDestination(call.destination)}</span>}
      </figcaption>
    </figure>
  );
}

function Initials({ name }: { name: string }) {
  const letters = name.split(/\s+/).filter(Boolean).map((word) => [...word][0]).slice(0, 2).join('').toUpperCase();
  return <span className="initials" aria-hidden="true">{letters || '·'}</span>;
}
