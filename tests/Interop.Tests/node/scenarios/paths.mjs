// Two browsers, with one connection and with two, hear and see each other over whatever paths they are left; which ones is told.
// CUT: the client's own check of TURN is made, then their paths are cut in mid-call and nobody tells them; each finds out by itself, resumes or joins anew,
// and hears and sees again.
import { check } from '../lib/checks.mjs';
import { ask, scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440, colour: 'red', size: [320, 180] }), open('bob', { hertz: 1000 })]);
  const options = process.env.POLICY ? { rtcConfig: { iceTransportPolicy: process.env.POLICY } } : {};
  for (const peer of [ann, bob]) {
    await peer.call('connect', server.ws, await liveKitToken(server, 'paths', peer.name), { singlePeerConnection: peer === ann }, options);
    await peer.call('microphone');
  }
  await ann.call('camera', true, { simulcast: false }, { width: 320, height: 180, frameRate: 15 });
  await ann.hears('bob', 1000);
  await bob.hears('ann', 440);
  await bob.until('a picture', 'seen', (pictures) => pictures.some((picture) => picture.frames > 10));
  const turn = process.env.CUT && (await check(ann, 'checkTURN'));
  if (process.env.CUT) {
    ask(process.env.CUT, 'cut');
    for (const peer of [ann, bob]) await peer.seesEvent('reconnected', undefined, 120);
    await ann.hears('bob', 1000);
    await bob.hears('ann', 440);
    await bob.seesMore('ann');
  }
  const pathsOf = (peer, count) => peer.until('its paths', 'paths', (paths) => paths.length === count && paths);
  return { ann: await pathsOf(ann, 1), bob: await pathsOf(bob, 2), check: turn };
}, { errors: /DataChannel error|closed unexpectedly|leave request/ });
