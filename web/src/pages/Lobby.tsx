import { type FormEvent, useEffect, useRef, useState } from 'react';
import { DevicePreview } from '../client/preview';
import type { JoinRequest } from '../client/session';
import type { TokenFacts } from '../client/token';
import { DeviceChoice } from '../components/DeviceChoice';
import { Icon } from '../components/Icon';
import { Picture } from '../components/Picture';
import { deviceNames, deviceProblems, texts } from '../texts';
import { useStore } from '../useStore';

const text = texts.lobby;
const NAME_KEY = 'switchroom.name';

interface LobbyProps {
  room: string;
  facts: TokenFacts;
  onJoin: (request: Omit<JoinRequest, 'room' | 'token'>) => void;
}

/** Before joining: name, camera, microphone, and what the token allows. */
export function Lobby({ room, facts, onJoin }: LobbyProps) {
  const [preview] = useState(() => new DevicePreview());
  const [name, setName] = useState(() => facts.name ?? localStorage.getItem(NAME_KEY) ?? '');
  const [openedAt] = useState(() => Date.now());
  const devices = useStore(preview.state);
  const asked = useRef(false);
  const secure = window.isSecureContext;

  useEffect(() => {
    if (asked.current || !secure) return;
    asked.current = true;
    void preview.open(!facts.startsWithoutMicrophone, !facts.startsWithoutCamera);
  }, [preview, facts, secure]);

  function join(event: FormEvent) {
    event.preventDefault();
    if (facts.name === undefined) localStorage.setItem(NAME_KEY, name.trim());
    preview.close();
    const { microphoneWanted, cameraWanted, microphoneId, cameraId } = devices;
    onJoin({ name: name.trim(), microphone: microphoneWanted, camera: cameraWanted, microphoneId, cameraId });
  }

  const wrongRoom = facts.room !== undefined && facts.room !== room;
  const expired = facts.expiresAt !== undefined && facts.expiresAt < openedAt;
  return (
    <main className="lobby">
      <h1>{text.title(room)}</h1>
      <div className="preview">
        {devices.video ? <Picture track={devices.video} mirrored /> : <p>{text.noPreview}</p>}
        <div className="preview-controls">
          <button className="round" aria-pressed={devices.microphoneOn} aria-label={text.microphone} disabled={!secure} onClick={() => void preview.setMicrophone(!devices.microphoneOn)}>
            <Icon name={devices.microphoneOn ? 'microphone' : 'microphone-off'} />
          </button>
          <button className="round" aria-pressed={devices.cameraOn} aria-label={text.camera} disabled={!secure} onClick={() => void preview.setCamera(!devices.cameraOn)}>
            <Icon name={devices.cameraOn ? 'camera' : 'camera-off'} />
          </button>
        </div>
      </div>
      <meter min={0} max={1} value={devices.level} aria-label={text.level} />
      <form className="stack" onSubmit={join}>
        <label>
          {text.name}
          <input value={name} onChange={(event) => setName(event.target.value)} maxLength={128} autoComplete="name" />
        </label>
        {devices.microphones.length > 1 && <DeviceChoice label={text.microphone} devices={devices.microphones} chosen={devices.microphoneId} onChoose={(id) => void preview.setMicrophone(true, id)} />}
        {devices.cameras.length > 1 && <DeviceChoice label={text.camera} devices={devices.cameras} chosen={devices.cameraId} onChoose={(id) => void preview.setCamera(true, id)} />}
        <div role="status" className="notes">
          {!secure && <p className="problem">{text.insecure}</p>}
          {devices.microphoneProblem && <p className="problem">{deviceNames.microphone}: {deviceProblems[devices.microphoneProblem]}</p>}
          {devices.cameraProblem && <p className="problem">{deviceNames.camera}: {deviceProblems[devices.cameraProblem]}</p>}
          {expired && <p className="problem">{text.expired}</p>}
          {wrongRoom && <p className="problem">{text.otherRoom(facts.room ?? '')}</p>}
          {!expired && !wrongRoom && <p className="hint">{facts.mayCall ? text.owner : text.guest}</p>}
        </div>
        <button className="primary">{text.join}</button>
      </form>
    </main>
  );
}
