import type { DeviceKind } from '../client/devices';
import type { RoomSession } from '../client/session';
import { deviceNames, texts } from '../texts';
import { useStore } from '../useStore';
import { DeviceChoice } from './DeviceChoice';

const KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];

/** Which microphone, camera and speaker are used. */
export function DevicePanel({ session }: { session: RoomSession }) {
  const { devices, chosen } = useStore(session.devices.state);
  return (
    <div className="stack">
      {KINDS.filter((kind) => devices[kind].length > 0).map((kind) => (
        <DeviceChoice key={kind} label={deviceNames[kind]} devices={devices[kind]} chosen={chosen[kind]} onChoose={(id) => void session.chooseDevice(kind, id)} />
      ))}
      <p className="hint">{texts.room.devicesHint}</p>
    </div>
  );
}
