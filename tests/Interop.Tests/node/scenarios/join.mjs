// One browser joins, and says what it was told.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const ann = await open('ann');
  const given = await liveKitToken(server, 'join', 'ann', { name: 'Ann', metadata: 'm', attributes: { team: 'blue' }, ttl: 60 });
  const joined = await ann.call('connect', server.ws, given);
  const renewed = await ann.until('a token that lasts', 'token', (now) => now !== given && now);
  return { joined, renewed };
});
