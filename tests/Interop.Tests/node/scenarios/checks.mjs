// livekit-client's own connection checks, side by side: most of what they do is wait. The last measures, so it has the machine for itself.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann', { hertz: 440, colour: 'green', size: [320, 180] });
  const check = async (name) => ({ asked: name, ...(await ann.call('check', name, server.ws, await liveKitToken(server, 'checks', `ann-${name}`))) });
  const checks = await Promise.all(['checkWebsocket', 'checkWebRTC', 'checkTURN', 'checkReconnect', 'checkPublishAudio', 'checkPublishVideo'].map(check));
  return { checks: [...checks, await check('checkConnectionProtocol')] };
});
