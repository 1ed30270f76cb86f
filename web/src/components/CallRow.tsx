import { useState } from 'react';
import type { Call } from '../client/calls';
import { shownDestination } from '../client/destination';
import type { RoomSession } from '../client/session';
import { callState, texts } from '../texts';
import { Icon } from './Icon';
import { Keypad } from './Keypad';
import { TransferForm } from './TransferForm';
import { useNow } from './useNow';

const text = texts.call;

/** One call: whom, where it stands, keypad, hang up. */
export function CallRow({ call, session }: { call: Call; session: RoomSession }) {
  const [open, setOpen] = useState<'keypad' | 'transfer'>();
  const toggle = (part: 'keypad' | 'transfer') => setOpen((before) => (before === part ? undefined : part));
  const [problem, setProblem] = useState('');
  const now = useNow(call.state === 'talking' || call.state === 'held');
  const name = call.name || shownDestination(call.destination);
  const talking = call.state === 'talking' || call.state === 'held';

  const attempt = async (act: Promise<void>, words: (why: string) => string) => {
    try {
      await act;
      setProblem('');
    } catch (error) {
      setProblem(words(error instanceof Error ? error.message : ''));
    }
  };

  return (
    <li className={`call ${call.state}`} data-call-state={call.state}>
      <div className="who">
        <span className="name">{name}</span>
        {name !== shownDestination(call.destination) && <span className="hint">{shownDestination(call.destination)}</span>}
        <span className="call-state">{callState(call, now)}</span>
      </div>
      {call.state === 'ended' ? (
        <button className="control small" onClick={() => session.dismiss(call)}><Icon name="close" /><span>{text.dismiss}</span></button>
      ) : (
        <button className="control small danger" disabled={call.pending} aria-label={text.hangUpWhom(name)} onClick={() => void attempt(session.hangUp(call), text.hangUpFailed)}>
          <Icon name="hang-up" /><span>{text.hangUp}</span>
        </button>
      )}
      {talking && (
        <div className="row">
          <button className="control small" aria-expanded={open === 'keypad'} onClick={() => toggle('keypad')}>
            <Icon name="keypad" /><span>{text.keypad}</span>
          </button>
          <button className="control small" aria-expanded={open === 'transfer'} onClick={() => toggle('transfer')}>
            <Icon name="transfer" /><span>{text.transfer}</span>
          </button>
        </div>
      )}
      {problem !== '' && <p className="problem" role="alert">{problem}</p>}
      {talking && open === 'keypad' && <Keypad onPress={(tone) => void attempt(session.press(call, tone), text.tonesFailed)} />}
      {talking && open === 'transfer' && <TransferForm onTransfer={(uri) => session.transfer(call, uri)} />}
    </li>
  );
}
