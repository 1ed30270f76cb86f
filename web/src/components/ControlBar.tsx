import type { RoomSession, SessionState } from '../client/session';
import { texts } from '../texts';
import { Icon, type IconName } from './Icon';

export type PanelName = 'call' | 'people' | 'chat' | 'devices';

const text = texts.room;
const canShareScreen = 'getDisplayMedia' in (navigator.mediaDevices ?? {});

interface ControlBarProps {
  session: RoomSession;
  state: SessionState;
  mayCall: boolean;
  panel?: PanelName;
  unread: number;
  onPanel: (name: PanelName) => void;
}

/** The row of buttons under the pictures. */
export function ControlBar({ session, state, mayCall, panel, unread, onPanel }: ControlBarProps) {
  const { microphoneOn, cameraOn, screenOn } = state;
  return (
    <footer>
      <div className="controls" role="toolbar" aria-label={text.controls}>
        <Control icon={microphoneOn ? 'microphone' : 'microphone-off'} words={microphoneOn ? text.muteMicrophone : text.unmuteMicrophone} shortcut="M" isOff={!microphoneOn} onClick={() => void session.setMicrophone(!microphoneOn)} />
        <Control icon={cameraOn ? 'camera' : 'camera-off'} words={cameraOn ? text.stopCamera : text.startCamera} shortcut="V" isOff={!cameraOn} onClick={() => void session.setCamera(!cameraOn)} />
        {canShareScreen && <Control icon="screen" words={screenOn ? text.stopScreen : text.startScreen} shortcut="S" isOn={screenOn} onClick={() => void session.setScreen(!screenOn)} />}
        <Control icon="people" words={text.people} isOpen={panel === 'people'} onClick={() => onPanel('people')} />
        <Control icon="chat" words={text.chat} badge={unread} isOpen={panel === 'chat'} onClick={() => onPanel('chat')} />
        {mayCall && <Control icon="phone" words={text.call} isOpen={panel === 'call'} onClick={() => onPanel('call')} />}
        <button className="control danger" onClick={() => void session.leave()}>
          <Icon name="leave" /><span>{text.leave}</span>
        </button>
      </div>
    </footer>
  );
}

interface ControlProps {
  icon: IconName;
  words: string;
  shortcut?: string;
  badge?: number;
  isOff?: boolean;
  isOn?: boolean;
  isOpen?: boolean;
  onClick: () => void;
}

function Control({ icon, words, shortcut, badge = 0, isOff = false, isOn = false, isOpen, onClick }: ControlProps) {
  return (
    <button
      className={`control${isOff ? ' off' : ''}${isOn || isOpen ? ' on' : ''}`}
      aria-expanded={isOpen}
      aria-keyshortcuts={shortcut?.toLowerCase()}
      title={shortcut && words + text.shortcut(shortcut)}
      onClick={onClick}
    >
      <Icon name={icon} /><span>{words}</span>
      {badge > 0 && <span className="badge">{badge}</span>}
    </button>
  );
}
