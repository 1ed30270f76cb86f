// livekit-client's own connection checks, side by side: most of what they do is wait. The last measures, so it has the machine for itself.
// They give what they check 1 to 5 seconds, which a busy machine may need for other things: one that fails is made again.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

const failed = 4;
const mostTries = 4;

await scenario(async ({ open }) => {
  const ann = await open('ann', { hertz: 440, colour: 'green', size: [320, 180] });
  const once = async (name, identity) => ({ asked: name, ...(await ann.call('check', name, server.ws, await liveKitToken(server, 'checks', identity))) });
  const check = async (name) => {
    let result = await once(name, `ann-${name}`);
    for (let tries = 1; result.status === failed && tries < mostTries; tries++) result = await once(name, `ann-${name}-${tries}`);
    return result;
  };
  const checks = await Promise.all(['checkWebsocket', 'checkWebRTC', 'checkTURN', 'checkReconnect', 'checkPublishAudio', 'checkPublishVideo'].map(check));
  return { checks: [...checks, await check('checkConnectionProtocol')] };
}, { errors: /./ }); // the checks say themselves what is wrong; a first try may have said it, too
