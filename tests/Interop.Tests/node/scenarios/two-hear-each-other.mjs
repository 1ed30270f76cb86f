// Two browsers join, are told who they are, publish their microphones and hear each other's tone; a token that lasts comes in place of a short one.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440 }), open('bob', { hertz: 880 })]);
  const given = await liveKitToken(server, 'two', 'ann', { name: 'Ann', metadata: 'm', attributes: { team: 'blue' }, ttl: 300 });
  const joined = await ann.call('connect', server.ws, given);
  await bob.call('connect', server.ws, await liveKitToken(server, 'two', 'bob'));
  await ann.call('microphone');
  await bob.call('microphone');
  const bobHears = await bob.hears('ann', 440);
  const annHears = await ann.hears('bob', 880);
  const renewed = await ann.until('a token that lasts', 'token', (now) => now !== given && now);
  return { joined, annHears, bobHears, renewed };
});
