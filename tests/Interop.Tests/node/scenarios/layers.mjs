// A camera in three layers: each arrives when it is asked for, the publisher encodes none that nobody sees, and a lower frame rate can be had.
// Then the subscriber has adaptive streams: how large the picture is shown decides which layer comes; hidden, nothing does.
import { arriving, layers, capture, publishing, sees, sendsAll, patience } from '../lib/layers.mjs';
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

async function adapt(bob) {
  await bob.call('disconnect');
  await bob.call('connect', server.ws, await liveKitToken(server, 'layers', 'bob'), { adaptiveStream: { pixelDensity: 1 } });
  await bob.until('the picture', 'seen', (pictures) => pictures.length > 0);
  await bob.call('show', 160, 90);
  const small = await sees(bob, 'ann', layers.low);
  await bob.call('show', 600, 337);
  const large = await sees(bob, 'ann', layers.high);
  await bob.call('show');
  // a picture may be late: only many looks without one say that none comes
  let [before, still] = [-1, 0];
  const hidden = await bob.until('nothing coming', 'seen', ([picture]) => {
    still = picture?.frames === before ? still + 1 : 0;
    before = picture?.frames;
    return still >= 20 && picture;
  }, patience);
  await bob.call('show', 600, 337);
  const shown = await bob.seesMore('ann', 5, patience);
  return { small, large, hidden, shown };
}

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { colour: 'red', size: [960, 540] }), open('bob')]);
  await bob.call('connect', server.ws, await liveKitToken(server, 'layers', 'bob'));
  await ann.call('connect', server.ws, await liveKitToken(server, 'layers', 'ann'), { dynacast: true });
  await ann.call('camera', true, publishing, capture);
  const sent = await sendsAll(ann);
  const high = await sees(bob, 'ann', layers.high);
  await bob.call('setQuality', 'ann', 0);
  const low = await sees(bob, 'ann', layers.low);
  const spared = await ann.until('the large layers resting', 'sent', (now) =>
    now.filter((layer) => layer.rid !== 'q').every((layer) => !layer.active) && now, patience);
  await bob.call('setQuality', 'ann', 1);
  const medium = await sees(bob, 'ann', layers.medium);
  // one a second is less than half of what any machine makes, so that there is always a temporal layer to leave out
  await bob.call('setFrameRate', 'ann', 1);
  const slow = await arriving('half the frames', ann, bob, 'h', (share) => share <= 0.6);
  await bob.call('setFrameRate', 'ann', 30);
  const fast = await arriving('all frames', ann, bob, 'h', (share) => share >= 0.8);
  await bob.call('setQuality', 'ann', 2);
  const again = await sees(bob, 'ann', layers.high);
  return { sent, high, low, spared, medium, slow, fast, again, ...(await adapt(bob)) };
});
