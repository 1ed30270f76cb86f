// Data of both kinds, to everybody and to one, and text streams.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const peers = await Promise.all(['ann', 'bob', 'eve'].map((name) => open(name)));
  const [ann, bob, eve] = peers;
  for (const peer of peers) await peer.call('connect', server.ws, await liveKitToken(server, 'data', peer.name));
  for (const peer of peers) await peer.call('onText', 'chat');
  await ann.call('send', 'to all', { reliable: true, topic: 'news' });
  await ann.call('send', 'to bob', { reliable: true, destinationIdentities: ['bob'] });
  await ann.call('send', 'quickly', { reliable: false });
  await ann.call('sendText', 'a text that is long enough '.repeat(2000), 'chat');
  const got = (peer, count) => peer.until(`${count} messages`, 'received', (messages) => messages.length >= count && messages);
  const bobGot = await got(bob, 4);
  const eveGot = await got(eve, 3);
  await bob.call('send', 'answer', { reliable: true });
  const annGot = await got(ann, 1);
  const short = (messages) => messages.map((message) => ({ ...message, text: message.text.slice(0, 30), length: message.text.length }));
  return { bobGot: short(bobGot), eveGot: short(eveGot), annGot: short(annGot) };
});
