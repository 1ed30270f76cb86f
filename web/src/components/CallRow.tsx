import { useEffect, useRef, useState } from 'react';
import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import { shownDestination } from '../client/destination';
import { callProblems, callState, nameOf, texts } from '../texts';
import { CallSwitchButtons } from './CallSwitchButtons';
import { Icon } from './Icon';
import { Keypad } from './Keypad';
import { TransferForm } from './TransferForm';
import { useNow } from './useNow';

const text = texts.call;

/** One call: whom, where it stands, and everything that can be done with it. */
export function CallRow({ call, desk }: { call: Call; desk: CallDesk }) {
  const [open, setOpen] = useState<'keypad' | 'transfer'>();
  const toggle = (part: 'keypad' | 'transfer') => setOpen((before) => (before === part ? undefined : part));
  const answered = call.state === 'talking' || call.state === 'held';
  const now = useNow(answered);
  const name = nameOf(call);

  // a long form below, or other calls above, may have scrolled its place away
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void row.current?.scrollIntoView({ block: 'nearest' }); // browsers answer with a promise by now
  }, []);

  return (
    <li ref={row} className={`call ${call.state}`} data-call-state={call.state}>
      <div className="who">
        <span className="name">{name}</span>
        {name !== shownDestination(call.destination) && <span className="hint" title={shownDestination(call.destination)}>{shownDestination(call.destination)}</span>}
        <span className="call-state">{callState(call, now)}</span>
      </div>
      {call.state === 'ended' ? (
        <button className="control small" onClick={() => desk.dismiss(call)}><Icon name="close" /><span>{text.dismiss}</span></button>
      ) : (
        <button className="control small danger" disabled={call.pending} aria-label={text.hangUpWhom(name)} onClick={() => void desk.hangUp(call)}>
          <Icon name="hang-up" /><span>{text.hangUp}</span>
        </button>
      )}
      {answered && (
        <div className="call-actions">
          <CallSwitchButtons call={call} desk={desk} />
          <button className="control small" aria-expanded={open === 'keypad'} onClick={() => toggle('keypad')}>
            <Icon name="keypad" /><span>{text.keypad}</span>
          </button>
          <button className="control small" aria-expanded={open === 'transfer'} onClick={() => toggle('transfer')}>
            <Icon name="transfer" /><span>{text.transfer}</span>
          </button>
        </div>
      )}
      {call.problem && <p className="problem" role="alert">{callProblems[call.problem.action](call.problem.detail)}</p>}
      {answered && open === 'keypad' && <Keypad onPress={(tone) => void desk.press(call, tone)} />}
      {answered && open === 'transfer' && <TransferForm call={call} desk={desk} />}
    </li>
  );
}
