// One browser joins, and says what it was told.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann');
  const joined = await ann.call('connect', server.ws, await liveKitToken(server, 'join', 'ann', { name: 'Ann', metadata: 'm', attributes: { team: 'blue' } }));
  return { joined };
});
