// Somebody in a browser talks with a phone, by recorded speech, and records both what they say and what they hear.
// In the environment: PHONE_URI (whom to dial), SPEECH (what the browser says, a WAV file), SECONDS (how long), RECORDINGS (a folder for what was recorded).
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scenario, server } from '../lib/scenario.mjs';

const room = 'talk';

async function api(path, body) {
  const response = await fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.secret}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

await scenario(async ({ open }) => {
  await api('rooms', { name: room, properties: { enable_dialout: true } });
  const { token } = await api('meeting-tokens', { properties: { room_name: room, is_owner: true, user_name: 'Ann' } });
  const ann = await open('ann', { sound: process.env.SPEECH });
  await ann.call('connect', server.ws, token);
  await ann.call('microphone');
  const { sessionId } = await api(`rooms/${room}/dialOut/start`, { sipUri: process.env.PHONE_URI, displayName: 'Bob' });
  const phoneOf = (state) => state.others.find((other) => other.name === 'Bob' && other.attributes['sip.callStatus'] === 'active');
  const phone = await ann.until('the phone is in the room and active', 'state', phoneOf);
  await ann.until('the phone is heard', 'heard', (tracks) => tracks.some((track) => track.identity === phone.identity));

  const { rate, microphone, sound } = await ann.call('record', phone.identity, Number(process.env.SECONDS));
  await writeFile(join(process.env.RECORDINGS, 'microphone.raw'), Buffer.from(microphone, 'base64'));
  await writeFile(join(process.env.RECORDINGS, 'heard.raw'), Buffer.from(sound, 'base64'));
  await api(`rooms/${room}/dialOut/stop`, { sessionId });
  return { rate };
});
