// The active speaker is told, mute silences and is told, a leave is told.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440 }), open('bob')]);
  await ann.call('connect', server.ws, await liveKitToken(server, 'mute', 'ann'));
  await bob.call('connect', server.ws, await liveKitToken(server, 'mute', 'bob'));
  await ann.call('microphone');
  await bob.hears('ann', 440);
  await bob.until('ann speaking', 'state', (state) => state.speakers.includes('ann'));
  await ann.call('microphone', false);
  await bob.seesEvent('trackMuted');
  await bob.hearsNothingOf('ann');
  await bob.until('nobody speaking', 'state', (state) => state.speakers.length === 0);
  await ann.call('microphone', true);
  await bob.seesEvent('trackUnmuted');
  await bob.hears('ann', 440);
  await bob.until('its own quality', 'state', (state) => state.quality !== 'unknown');
  const losses = await bob.call('losses');
  await ann.call('disconnect');
  await bob.seesEvent('participantDisconnected', (event) => event.detail === 'ann');
  const left = await bob.until('nobody speaking', 'state', (state) => state.speakers.length === 0 && state);
  return { left, losses };
});
