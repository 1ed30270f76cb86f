// A screen is shared beside a microphone, over two connections, and ended; the other's list of tracks follows.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440 }), open('bob')]);
  await ann.call('connect', server.ws, await liveKitToken(server, 'screen', 'ann'), { singlePeerConnection: false });
  await bob.call('connect', server.ws, await liveKitToken(server, 'screen', 'bob'));
  await ann.call('microphone');
  await ann.call('screen');
  const screen = await bob.until('the shared screen', 'seen', (pictures) =>
    pictures.find((picture) => picture.source === 'screen_share' && picture.frames > 3 && picture.width > 0));
  await bob.hears('ann', 440);
  await ann.call('screen', false);
  await bob.until('the end of the screen', 'state', (state) => state.others[0]?.tracks.every((track) => track.source !== 'screen_share'));
  await ann.call('screen');
  const again = await bob.until('the screen again', 'seen', (pictures) =>
    pictures.find((picture) => picture.source === 'screen_share' && picture.frames > 3 && picture.width > 0));
  await bob.hears('ann', 440);
  return { screen, again };
});
