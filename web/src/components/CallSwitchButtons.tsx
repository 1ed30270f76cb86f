import type { CallDesk } from '../client/callDesk';
import type { Call } from '../client/calls';
import { nameOf, texts } from '../texts';
import { Icon, type IconName } from './Icon';

const text = texts.call;

/** Hold and mute of an answered call; small ones show only their drawing. */
export function CallSwitchButtons({ call, desk, small = false }: { call: Call; desk: CallDesk; small?: boolean }) {
  return (
    <>
      <Switch icon="hold" words={text.hold} label={text.holdWhom(nameOf(call))} on={call.heldHere} small={small} onSwitch={(on) => void desk.hold(call, on)} />
      <Switch icon={call.muted ? 'microphone-off' : 'microphone'} words={text.mute} label={text.muteWhom(nameOf(call))} on={call.muted} small={small} onSwitch={(on) => void desk.mute(call, on)} />
    </>
  );
}

interface SwitchProps {
  icon: IconName;
  words: string;
  label: string;
  on: boolean;
  small: boolean;
  onSwitch: (on: boolean) => void;
}

function Switch({ icon, words, label, on, small, onSwitch }: SwitchProps) {
  return (
    <button className={small ? 'round' : 'control small'} aria-pressed={on} aria-label={label} title={label} onClick={() => onSwitch(!on)}>
      <Icon name={icon} />{!small && <span>{words}</span>}
    </button>
  );
}
