import { describe, expect, it } from 'vitest';
import { lostDevice } from '../src/client/roomDevices';

const headset = { id: 'h', label: 'Headset' };
const inside = { id: 'i', label: 'Built-in' };
const shelf = { devices: { microphone: [inside, headset], camera: [], speaker: [headset] }, chosen: { microphone: 'h', camera: undefined, speaker: undefined } };

describe('a device that is unplugged', () => {
  it('is told of when it was in use', () => {
    expect(lostDevice(shelf, { microphone: [inside], camera: [], speaker: [] })).toEqual({ kind: 'microphone', label: 'Headset' });
  });

  it('is no news when another was in use, or when it is still there', () => {
    expect(lostDevice({ ...shelf, chosen: { ...shelf.chosen, microphone: 'i' } }, { microphone: [inside], camera: [], speaker: [] })).toBeUndefined();
    expect(lostDevice(shelf, shelf.devices)).toBeUndefined();
  });
});
