// A subscriber with adaptive streams: how large the picture is shown decides which layer comes; hidden, nothing does.
import { layers, capture, publishing, sees, sendsAll, patience } from '../lib/layers.mjs';
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { colour: 'blue', size: [960, 540] }), open('bob')]);
  await bob.call('connect', server.ws, await liveKitToken(server, 'adaptive', 'bob'), { adaptiveStream: { pixelDensity: 1 } });
  await ann.call('connect', server.ws, await liveKitToken(server, 'adaptive', 'ann'));
  await ann.call('camera', true, publishing, capture);
  await sendsAll(ann);
  await bob.call('show', 160, 90);
  const small = await sees(bob, 'ann', layers.low);
  await bob.call('show', 600, 337);
  const large = await sees(bob, 'ann', layers.high);
  await bob.call('show');
  let before = -1;
  const hidden = await bob.until('nothing coming', 'seen', ([picture]) => {
    const rests = picture.frames === before;
    before = picture.frames;
    return rests && picture;
  }, patience);
  await bob.call('show', 600, 337);
  const shown = await bob.until('the picture again', 'seen', ([picture]) => picture.frames > hidden.frames + 5 && picture, patience);
  return { small, large, hidden, shown };
});
