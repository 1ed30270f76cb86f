import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import { shownDestination } from '../client/destination';
import type { Person } from '../client/people';
import { callState, nameOf, texts } from '../texts';
import { CallSwitchButtons } from './CallSwitchButtons';
import { Icon } from './Icon';
import { Picture } from './Picture';
import { useNow } from './useNow';

/** A dialled party, from the first moment until a little after the end. With a desk there are buttons on it. */
export function CallTile({ call, person, desk }: { call: Call; person?: Person; desk?: CallDesk }) {
  const answered = call.state === 'talking' || call.state === 'held';
  const now = useNow(answered);
  const name = nameOf(call);
  const icon = call.state === 'ended' ? 'hang-up' : call.state === 'held' ? 'hold' : 'phone';
  return (
    <figure className={`tile phone ${call.state}${person?.isSpeaking ? ' speaking' : ''}`} data-call-state={call.state}>
      {person?.camera ? <Picture track={person.camera} /> : <span className="initials"><Icon name={icon} /></span>}
      <p className="call-state">{callState(call, now)}</p>
      {call.heard !== '' && <p className="heard">{texts.room.keys(call.heard)}</p>}
      {desk && call.state !== 'ended' && !call.pending && (
        <div className="tile-controls">
          {answered && <CallSwitchButtons call={call} desk={desk} small />}
          <button className="round danger" aria-label={texts.call.hangUpWhom(name)} title={texts.call.hangUpWhom(name)} onClick={() => void desk.hangUp(call)}><Icon name="hang-up" /></button>
        </div>
      )}
      <figcaption>
        {call.muted && <span className="mark" role="img" aria-label={texts.call.muted}><Icon name="microphone-off" /></span>}
        <span className="name">{name}</span>
        {call.name !== '' && call.name !== call.destination && <span className="destination">{shownDestination(call.destination)}</span>}
      </figcaption>
    </figure>
  );
}
