import type { CallState } from './calls';

// Hz, one after the other: up when somebody comes, down when somebody goes
const NOTES: Partial<Record<CallState, readonly number[]>> = { talking: [523, 784], ended: [523, 392] };
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.05;

let context: AudioContext | undefined;

/** A short quiet sound for a call that was answered or has ended. */
export function chime(state: CallState): void {
  const notes = NOTES[state];
  if (notes === undefined) return;
  context ??= new AudioContext();
  if (context.state !== 'running') return; // the browser wants a click first: silence is right then
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  notes.forEach((frequency, index) => {
    const oscillator = new OscillatorNode(context!, { frequency });
    const start = context!.currentTime + index * NOTE_SECONDS;
    oscillator.connect(gain);
    gain.gain.setTargetAtTime(LOUDNESS, start, 0.01);
    gain.gain.setTargetAtTime(0, start + NOTE_SECONDS * 0.7, 0.03);
    oscillator.start(start);
    oscillator.stop(start + NOTE_SECONDS * 1.5);
  });
}
