// Three browsers hear and see each other: three tones, three colours; the last one comes late, and has two connections where the others have one.
// Then they write: data of both kinds, to everybody and to one, and text streams.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

const people = [
  { name: 'ann', hertz: 440, colour: 'red', fits: (p) => p.red > 150 && p.green < 100 && p.blue < 100 },
  { name: 'bob', hertz: 880, colour: 'blue', fits: (p) => p.blue > 150 && p.red < 100 && p.green < 100 },
  { name: 'eve', hertz: 1320, colour: 'green', fits: (p) => p.green > 100 && p.red < 100 && p.blue < 100 },
];

async function write([ann, bob, eve]) {
  for (const peer of [ann, bob, eve]) await peer.call('onText', 'chat');
  await ann.call('send', 'to all', { reliable: true, topic: 'news' });
  await ann.call('send', 'to bob', { reliable: true, destinationIdentities: ['bob'] });
  await ann.call('sendText', 'a text that is long enough '.repeat(2000), 'chat');
  const got = (peer, count) => peer.until(`${count} messages`, 'received', (messages) => messages.length >= count && messages);
  await got(bob, 3);
  await got(eve, 2);
  // one that is not repeated may be lost, so it is said until both have it
  const hasQuick = (messages) => messages.some((message) => message.text === 'quickly');
  for (let tries = 0; tries < 20 && !(await Promise.all([bob, eve].map((peer) => peer.call('received')))).every(hasQuick); tries++) {
    await ann.call('send', 'quickly', { reliable: false });
    await new Promise((later) => setTimeout(later, 500));
  }
  const once = (messages) => messages.filter((message, index) => messages.findIndex((other) => other.text === message.text) === index);
  const [bobGot, eveGot] = [once(await got(bob, 4)), once(await got(eve, 3))];
  await bob.call('send', 'answer', { reliable: true });
  const annGot = await got(ann, 1);
  const short = (messages) => messages.map((message) => ({ ...message, text: message.text.slice(0, 30), length: message.text.length }));
  return { bobGot: short(bobGot), eveGot: short(eveGot), annGot: short(annGot) };
}

await scenario(async ({ open }) => {
  const peers = [];
  for (const { name, hertz, colour } of people) {
    const peer = await open(name, { hertz, colour, size: [320, 180] });
    peers.push(peer);
    await peer.call('connect', server.ws, await liveKitToken(server, 'three', name), { singlePeerConnection: name !== 'eve' });
    await peer.call('microphone');
    await peer.call('camera', true, { simulcast: false });
  }
  const seen = {};
  for (const peer of peers) {
    for (const other of people.filter((person) => person.name !== peer.name)) {
      await peer.hears(other.name, other.hertz);
      const picture = await peer.until(`seeing ${other.name} in ${other.colour}`, 'seen', (pictures) =>
        pictures.find((each) => each.identity === other.name && each.frames > 5 && other.fits(each)));
      seen[`${peer.name} sees ${other.name}`] = picture;
    }
  }
  return { seen, ...(await write(peers)) };
});
