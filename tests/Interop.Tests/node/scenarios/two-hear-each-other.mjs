// Two browsers publish their microphones and hear each other's tone.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440 }), open('bob', { hertz: 880 })]);
  await ann.call('connect', server.ws, await liveKitToken(server, 'two', 'ann'));
  await bob.call('connect', server.ws, await liveKitToken(server, 'two', 'bob'));
  await ann.call('microphone');
  await bob.call('microphone');
  const bobHears = await bob.hears('ann', 440);
  const annHears = await ann.hears('bob', 880);
  return { annHears, bobHears };
});
