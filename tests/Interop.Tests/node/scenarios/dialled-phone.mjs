// The main job: somebody in a browser dials a phone with their owner's token, both hear each other, and the phone is hung up.
// In the environment: PHONE_URI (whom to dial), PHONE_HERTZ (what it says).
import { scenario, server } from '../lib/scenario.mjs';

const room = 'main-job';

async function api(path, body, bearer = server.secret) {
  const response = await fetch(`${server.url}/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${bearer}` },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

await scenario(async ({ open }) => {
  await api('rooms', { name: room, properties: { enable_dialout: true } });
  const { token } = await api('meeting-tokens', { properties: { room_name: room, is_owner: true, user_name: 'Ann' } });
  const ann = await open('ann', { hertz: 440 });
  await ann.call('connect', server.ws, token);
  await ann.call('microphone');

  const { sessionId } = await api(`rooms/${room}/dialOut/start`, { sipUri: process.env.PHONE_URI, displayName: 'Bob' }, token);
  const phoneOf = (state) => state.others.find((other) => other.name === 'Bob');
  const phone = await ann.until('the phone is in the room and active', 'state', (state) =>
    phoneOf(state)?.attributes['sip.callStatus'] === 'active' && phoneOf(state));
  const heard = await ann.hears(phone.identity, Number(process.env.PHONE_HERTZ));

  const started = Date.now();
  let quality, codec;
  do {
    ({ quality, codec } = await api(`rooms/${room}/dialOut/${sessionId}`));
    await new Promise((later) => setTimeout(later, 500));
  } while (!(quality?.received.packets > 250 && quality.sent.packets > 250) && Date.now() - started < 60_000);

  const told = (messages) => messages.filter((message) => message.topic === 'switchroom.events').map((message) => JSON.parse(message.text).type);
  const events = await ann.until('two events', 'received', (messages) => told(messages).length > 1 && told(messages));
  await api(`rooms/${room}/dialOut/stop`, { sessionId }, token);
  await ann.until('the phone is gone', 'state', (state) => !phoneOf(state));
  return { sessionId, phone, heard, events, quality, codec };
});
