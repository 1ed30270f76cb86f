import { type Room, RoomEvent } from 'livekit-client';
import { browserKind, type Device, type DeviceKind, listDevices } from './devices';
import { Store } from './store';

export interface DeviceShelf {
  /** What can be chosen; a browser that cannot choose speakers has none. */
  devices: Readonly<Record<DeviceKind, readonly Device[]>>;
  chosen: Readonly<Record<DeviceKind, string | undefined>>;
  /** The device in use that has just gone, by its label. */
  lost?: { kind: DeviceKind; label: string };
}

const NAMES: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];
const NONE: DeviceShelf = { devices: { microphone: [], camera: [], speaker: [] }, chosen: { microphone: undefined, camera: undefined, speaker: undefined } };

/** How long it is said that a device has gone. */
const LOST_MS = 12_000;

/** The devices of a stay: what there is, what is in use, and what has been unplugged, whose place the first of the others takes. */
export class RoomDevices {
  readonly state = new Store<DeviceShelf>(NONE);
  readonly #room: Room;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(room: Room) {
    this.#room = room;
    const list = () => void this.list();
    room.on(RoomEvent.MediaDevicesChanged, list).on(RoomEvent.ActiveDeviceChanged, list).on(RoomEvent.LocalTrackPublished, list);
  }

  /** Uses another device; fails as getUserMedia does. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    await this.#room.switchActiveDevice(browserKind(kind), id);
    await this.list();
  }

  /** Takes whatever there is from now on. False when no certain device was wanted. */
  chooseAny(kind: 'microphone' | 'camera'): boolean {
    const { audioCaptureDefaults, videoCaptureDefaults } = this.#room.options;
    const wanted = kind === 'microphone' ? audioCaptureDefaults : videoCaptureDefaults;
    if (wanted?.deviceId === undefined) return false;
    wanted.deviceId = undefined;
    return true;
  }

  /** Looks what there is; asks nobody for permission. */
  async list(): Promise<void> {
    const found = await Promise.all(NAMES.map(listDevices));
    const devices = { ...NONE.devices };
    const chosen = { ...NONE.chosen };
    NAMES.forEach((kind, index) => {
      devices[kind] = found[index] ?? [];
      chosen[kind] = this.#room.getActiveDevice(browserKind(kind)) ?? devices[kind][0]?.id;
    });
    const lost = lostDevice(this.state.get(), devices);
    this.state.update((before) => ({ ...before, devices, chosen }));
    if (lost === undefined) return;
    // another microphone goes on by itself; what another camera would show nobody has looked at
    if (lost.kind === 'camera') await this.#room.localParticipant.setCameraEnabled(false);
    // livekit-client looks for another speaker by itself
    const instead = lost.kind === 'speaker' ? undefined : devices[lost.kind][0];
    if (instead !== undefined) await this.choose(lost.kind, instead.id).catch(() => undefined); // it is off then, and its button says why
    this.#tell(lost);
  }

  #tell(lost: DeviceShelf['lost']): void {
    clearTimeout(this.#timer);
    this.state.update((before) => ({ ...before, lost }));
    this.#timer = setTimeout(() => this.state.update((before) => ({ ...before, lost: undefined })), LOST_MS);
  }
}

/** The device that was in use and is no longer there. */
export function lostDevice({ devices: before, chosen }: DeviceShelf, now: DeviceShelf['devices']): DeviceShelf['lost'] {
  for (const kind of NAMES) {
    const used = before[kind].find(({ id }) => id === chosen[kind]);
    if (used !== undefined && !now[kind].some(({ id }) => id === used.id)) return { kind, label: used.label };
  }
  return undefined;
}
