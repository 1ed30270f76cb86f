// livekit-client's own check of the TURN servers it is given.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann');
  return { check: await ann.call('check', 'checkTURN', server.ws, await liveKitToken(server, 'turn-check', 'ann')) };
});
