import { setSounds, soundsOn } from '../client/chime';
import type { SessionState } from '../client/session';
import { deviceNames, deviceProblems, texts } from '../texts';
import { useStore } from '../useStore';
import { Icon } from './Icon';

const text = texts.room;

interface TopBarProps {
  room: string;
  state: SessionState;
  speakerView: boolean;
  onSpeakerView: (on: boolean) => void;
  onAllowSound: () => void;
}

/** Above the pictures: the room, who is counted, what is wrong at the moment, and how the page looks and sounds. */
export function TopBar({ room, state, speakerView, onSpeakerView, onAllowSound }: TopBarProps) {
  const sounds = useStore(soundsOn);
  const { people, deviceProblem, phase, soundBlocked } = state;
  const layout = speakerView ? text.layoutGrid : text.layoutSpeaker;
  return (
    <header className="bar">
      <h1>{room}</h1>
      <span>{text.count(people.length)}</span>
      <span role="status" className="notice">
        {phase === 'reconnecting' && text.reconnecting}
        {deviceProblem && `${deviceNames[deviceProblem.device]}: ${deviceProblems[deviceProblem.problem]}`}
      </span>
      {soundBlocked && <button className="primary" onClick={onAllowSound}>{text.allowSound}</button>}
      <div className="bar-end">
        {people.length > 1 && (
          <button className="plain" title={layout} aria-label={layout} onClick={() => onSpeakerView(!speakerView)}>
            <Icon name={speakerView ? 'grid' : 'speaker'} />
          </button>
        )}
        <button className="plain" aria-pressed={sounds} title={sounds ? text.soundsOn : text.soundsOff} aria-label={text.sounds} onClick={() => setSounds(!sounds)}>
          <Icon name={sounds ? 'bell' : 'bell-off'} />
        </button>
      </div>
    </header>
  );
}
