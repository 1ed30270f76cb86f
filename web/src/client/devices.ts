import { Room } from 'livekit-client';

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

/** One device as a page names it. */
export interface Device {
  id: string;
  /** Empty where the browser does not tell. */
  label: string;
}

/** Why a device cannot be used. */
export type DeviceProblem = 'insecure' | 'denied' | 'none' | 'busy' | 'failed';

const KINDS: Readonly<Record<DeviceKind, MediaDeviceKind>> = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' };

/** The browser's word for a kind of device. */
export const browserKind = (kind: DeviceKind): MediaDeviceKind => KINDS[kind];

/** What there is of a kind, as far as the browser tells; nobody is asked for permission. */
export async function listDevices(kind: DeviceKind): Promise<readonly Device[]> {
  const found = await Room.getLocalDevices(KINDS[kind], false);
  return found.filter(({ deviceId }) => deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Names what getUserMedia refused. */
export function deviceProblem(error: unknown): DeviceProblem {
  if (globalThis.isSecureContext === false) return 'insecure';
  switch ((error as { name?: unknown } | null)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}
