import type { Device } from '../client/devices';
import { texts } from '../texts';

interface DeviceChoiceProps {
  label: string;
  devices: readonly Device[];
  chosen?: string;
  onChoose: (id: string) => void;
}

/** One of several devices. */
export function DeviceChoice({ label, devices, chosen, onChoose }: DeviceChoiceProps) {
  return (
    <label>
      {label}
      <select value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {devices.map((device) => <option key={device.id} value={device.id}>{device.label || texts.lobby.defaultDevice}</option>)}
      </select>
    </label>
  );
}
