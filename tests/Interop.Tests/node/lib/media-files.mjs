// What the fake microphone and camera play: one tone, one colour.
import { writeFile } from 'node:fs/promises';

export async function writeTone(path, hertz, seconds = 2) {
  const rate = 48_000;
  // whole periods only, so that the loop has no seam
  const samples = Math.round((Math.round(seconds * hertz) / hertz) * rate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n++) {
    file.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * n) / rate)), 44 + n * 2);
  }
  await writeFile(path, file);
}

// YUV4MPEG2 with a few frames of one colour; a moving bar keeps the encoder busy enough to send every layer.
export async function writeColour(path, [y, u, v], width = 1280, height = 720, frames = 15) {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`)];
  for (let n = 0; n < frames; n++) {
    const frame = Buffer.alloc(width * height * 1.5);
    frame.fill(y, 0, width * height);
    frame.fill(u, width * height, width * height * 1.25);
    frame.fill(v, width * height * 1.25);
    const bar = Math.floor((n * width) / frames);
    for (let row = 0; row < 64; row++) frame.fill(235, row * width + bar, row * width + Math.min(bar + 40, width));
    parts.push(Buffer.from('FRAME\n'), frame);
  }
  await writeFile(path, Buffer.concat(parts));
}

export const colours = { red: [81, 90, 240], blue: [41, 240, 110], green: [145, 54, 34] };
