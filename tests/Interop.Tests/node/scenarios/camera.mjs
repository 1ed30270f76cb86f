// A camera in three layers: the subscriber gets the picture, then a smaller one when it asks, then the large one again.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { colour: 'red' }), open('bob')]);
  await bob.call('connect', server.ws, await liveKitToken(server, 'camera', 'bob'));
  await ann.call('connect', server.ws, await liveKitToken(server, 'camera', 'ann'));
  await ann.call('camera');
  const seesAnn = (fits) => (pictures) => pictures.find((picture) => picture.identity === 'ann' && picture.frames > 10 && fits(picture));
  const first = await bob.until('a red picture', 'seen', seesAnn((picture) => picture.red > 150 && picture.green < 90 && picture.blue < 90));
  await bob.call('setQuality', 'ann', 0);
  const small = await bob.until('the small layer', 'seen', seesAnn((picture) => picture.width > 0 && picture.width <= 480));
  await bob.call('setQuality', 'ann', 2);
  const large = await bob.until('the large layer', 'seen', seesAnn((picture) => picture.width > small.width));
  return { first, small, large, sent: await ann.call('sent') };
});
