// A camera in each codec that the browser can encode; the other one sees it in that codec. VP9 and AV1 come in several sizes within one stream, as livekit-client
// publishes them: who asks for a smaller one sees that one, and the largest again when it asks for that.
import { patience } from '../lib/layers.mjs';
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

// of this size Chromium makes two of the three layers announced: it makes none that is less than 240 wide
const scalable = {
  publish: { degradationPreference: 'maintain-resolution', scalabilityMode: 'L3T3_KEY', videoEncoding: { maxBitrate: 500_000, maxFramerate: 15 } },
  capture: { width: 480, height: 270, frameRate: 15 },
};
const single = { publish: { simulcast: false }, capture: { width: 320, height: 180, frameRate: 15 } };

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { colour: 'green', size: [480, 270] }), open('bob')]);
  await ann.call('connect', server.ws, await liveKitToken(server, 'codecs', 'ann'));
  await bob.call('connect', server.ws, await liveKitToken(server, 'codecs', 'bob'));
  const seen = {};
  for (const codec of ['vp8', 'h264', 'vp9', 'av1']) {
    if (!(await ann.call('encodes', codec))) {
      seen[codec] = null;
      continue;
    }
    const isScalable = ['vp9', 'av1'].includes(codec);
    const { publish, capture } = isScalable ? scalable : single;
    await ann.call('camera', true, { videoCodec: codec, backupCodec: false, ...publish }, capture);
    seen[codec] = await bob.until(`a green picture in ${codec}`, 'seen', (pictures) =>
      pictures.find((picture) => picture.frames > 10 && picture.mime?.toLowerCase() === `video/${codec}` && picture.green > 90 && picture.red < 120));
    if (isScalable) {
      for (const [quality, width] of [[2, 480], [0, 240], [2, 480]]) {
        await bob.call('setQuality', 'ann', quality);
        await bob.until(`a picture in ${codec} ${width} wide`, 'seen', ([one]) => one?.width === width && one, patience);
        await bob.seesMore('ann', 5, patience);
      }
    }
    await ann.call('camera', false);
    await ann.call('unpublishCamera');
    await bob.until('the end of the picture', 'seen', (pictures) => pictures.length === 0);
  }
  return { seen };
});
