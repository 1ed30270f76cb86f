import { setSounds, soundsOn } from '../client/chime';
import type { DeviceShelf } from '../client/roomDevices';
import type { RoomSession, SessionState } from '../client/session';
import { deviceNames, deviceProblems, texts } from '../texts';
import { useStore } from '../useStore';
import { Icon } from './Icon';

const text = texts.room;

interface TopBarProps {
  room: string;
  session: RoomSession;
  state: SessionState;
  speakerView: boolean;
  devicesOpen: boolean;
  onSpeakerView: (on: boolean) => void;
  onDevices: () => void;
}

/** Above the pictures: the room, who is counted, what is wrong at the moment, and how the page looks and sounds. */
export function TopBar({ room, session, state, speakerView, devicesOpen, onSpeakerView, onDevices }: TopBarProps) {
  const sounds = useStore(soundsOn);
  const devices = useStore(session.devices.state);
  const { people, deviceProblem, phase, soundBlocked } = state;
  const layout = speakerView ? text.layoutGrid : text.layoutSpeaker;
  return (
    <header className="bar">
      <h1>{room}</h1>
      <span>{text.count(people.length)}</span>
      <span role="status" className="notice">
        {phase === 'reconnecting' && text.reconnecting}
        {lostWords(devices)}
        {deviceProblem && `${deviceNames[deviceProblem.device]}: ${deviceProblems[deviceProblem.problem]}`}
      </span>
      {soundBlocked && <button className="primary" onClick={() => void session.allowSound()}>{text.allowSound}</button>}
      <div className="bar-end">
        {people.length > 1 && (
          <button className="plain" title={layout} aria-label={layout} onClick={() => onSpeakerView(!speakerView)}>
            <Icon name={speakerView ? 'grid' : 'speaker'} />
          </button>
        )}
        <button className="plain" aria-pressed={sounds} title={sounds ? text.soundsOn : text.soundsOff} aria-label={text.sounds} onClick={() => setSounds(!sounds)}>
          <Icon name={sounds ? 'bell' : 'bell-off'} />
        </button>
        <button className="plain" aria-expanded={devicesOpen} title={text.devices} aria-label={text.devices} onClick={onDevices}>
          <Icon name="sliders" />
        </button>
      </div>
    </header>
  );
}

function lostWords({ lost, devices, chosen }: DeviceShelf): string {
  return lost === undefined ? '' : text.unplugged(lost.label, devices[lost.kind].find(({ id }) => id === chosen[lost.kind])?.label);
}
