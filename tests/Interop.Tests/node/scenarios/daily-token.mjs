// A room made over the REST API, joined with Daily's tokens: one from the API, one signed by hand, and what they allow.
import { scenario, server } from '../lib/scenario.mjs';
import { dailyToken } from '../lib/tokens.mjs';

const api = async (path, body) => {
  const response = await fetch(`${server.url}/v1${path}`, {
    method: 'POST', headers: { authorization: `Bearer ${server.secret}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

await scenario(async ({ open }) => {
  const name = `daily-${process.pid}`;
  const room = await api('/rooms', { name, privacy: 'private' });
  const { token } = await api('/meeting-tokens', { properties: { room_name: name, user_name: 'Ann', is_owner: true } });
  const [ann, bob] = await Promise.all([open('ann', { hertz: 500 }), open('bob')]);

  const refused = await bob.call('connect', `${server.ws}/${name}`, '').then(() => 'admitted', (error) => error.message);
  const annJoined = await ann.call('connect', server.ws, token);
  // a room's own URL is enough to find it
  const handSigned = dailyToken(server, { r: name, u: 'Bob', ud: 'user-7', p: { cs: false } });
  const bobJoined = await bob.call('connect', `${server.ws}/${name}`, handSigned);
  await ann.call('microphone');
  await bob.hears(annJoined.identity, 500);
  const bobPublishes = await bob.call('microphone').then(() => 'published', (error) => error.message);
  const expired = await bob.call('connect', server.ws, dailyToken(server, { r: name, exp: 1000 })).then(() => 'admitted', (error) => error.message);
  return { room, annJoined, bobJoined, refused, bobPublishes, expired };
}, { errors: /401|rtc\/v1\?/ });
