import { Store } from './store';

/** What the page plays a sound for. */
export type Occasion = 'called' | 'answered' | 'ended' | 'joined' | 'left';

// Hz, one after the other: up when somebody comes, down when somebody goes
const NOTES: Record<Occasion, readonly number[]> = {
  called: [659], answered: [523, 784], ended: [523, 392], joined: [587, 698], left: [587, 440],
};
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.05;
const KEY = 'switchroom.sounds';
const OFF = 'off';

/** Whether there are sounds; kept in this browser. */
export const soundsOn = new Store(globalThis.localStorage?.getItem(KEY) !== OFF);

export function setSounds(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : OFF);
  soundsOn.set(on);
}

let context: AudioContext | undefined;

/** A short quiet sound, unless sounds are switched off. */
export function chime(occasion: Occasion): void {
  if (!soundsOn.get()) return;
  context ??= new AudioContext();
  if (context.state !== 'running') return; // the browser wants a click first: silence is right then
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  NOTES[occasion].forEach((frequency, index) => {
    const oscillator = new OscillatorNode(context!, { frequency });
    const start = context!.currentTime + index * NOTE_SECONDS;
    oscillator.connect(gain);
    gain.gain.setTargetAtTime(LOUDNESS, start, 0.01);
    gain.gain.setTargetAtTime(0, start + NOTE_SECONDS * 0.7, 0.03);
    oscillator.start(start);
    oscillator.stop(start + NOTE_SECONDS * 1.5);
  });
}

/** What to play when the people in a room change; nothing for oneself, for phones, whose calls have sounds of their own, or on arrival. */
export function occasionOf(before: readonly { id: string; isPhone: boolean }[], now: readonly { id: string; isPhone: boolean }[]): Occasion | undefined {
  const [was, is] = [before, now].map((people) => new Set(people.filter((person) => !person.isPhone).map(({ id }) => id)));
  if (was!.size === 0) return undefined;
  if ([...is!].some((id) => !was!.has(id))) return 'joined';
  return [...was!].some((id) => !is!.has(id)) ? 'left' : undefined;
}
