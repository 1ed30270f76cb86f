// livekit-client's own connection checks.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann', { hertz: 440, colour: 'green', size: [320, 180] });
  const checks = [];
  for (const name of ['checkWebsocket', 'checkWebRTC', 'checkTURN', 'checkReconnect', 'checkPublishAudio', 'checkPublishVideo', 'checkConnectionProtocol']) {
    const check = await ann.call('check', name, server.ws, await liveKitToken(server, 'checks', `ann-${name}`));
    checks.push({ asked: name, ...check });
  }
  return { checks };
});
