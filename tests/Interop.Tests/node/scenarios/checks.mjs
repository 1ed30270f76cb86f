// livekit-client's own connection checks, side by side: most of what they do is wait. The last measures, so it has the machine for itself.
import { check } from '../lib/checks.mjs';
import { scenario } from '../lib/scenario.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann', { hertz: 440, colour: 'green', size: [320, 180] });
  const checks = await Promise.all(['checkWebsocket', 'checkWebRTC', 'checkTURN', 'checkReconnect', 'checkPublishAudio', 'checkPublishVideo'].map((name) => check(ann, name)));
  return { checks: [...checks, await check(ann, 'checkConnectionProtocol')] };
}, { errors: /./ }); // the checks say themselves what is wrong; a first try may have said it, too
