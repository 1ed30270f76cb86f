// A camera in each codec that the browser can encode; the other one sees it in that codec.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { colour: 'green', size: [320, 180] }), open('bob')]);
  await ann.call('connect', server.ws, await liveKitToken(server, 'codecs', 'ann'));
  await bob.call('connect', server.ws, await liveKitToken(server, 'codecs', 'bob'));
  const seen = {};
  for (const codec of ['vp8', 'h264', 'vp9', 'av1']) {
    if (!(await ann.call('encodes', codec))) {
      seen[codec] = null;
      continue;
    }
    await ann.call('camera', true, { videoCodec: codec, backupCodec: false, simulcast: false }, { width: 320, height: 180, frameRate: 15 });
    seen[codec] = await bob.until(`a green picture in ${codec}`, 'seen', (pictures) =>
      pictures.find((picture) => picture.frames > 10 && picture.mime?.toLowerCase() === `video/${codec}` && picture.green > 90 && picture.red < 120));
    await ann.call('camera', false);
    await ann.call('unpublishCamera');
    await bob.until('the end of the picture', 'seen', (pictures) => pictures.length === 0);
  }
  return { seen };
});
