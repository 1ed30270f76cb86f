// The WebSocket is cut (resume; ann has one WebRTC connection, bob two), the server asks for a full reconnect, the server drops the session, the page is reloaded:
// each time both are heard again, and nobody is left behind twice.
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

await scenario(async ({ open, browsers }) => {
  const [ann, bob] = await Promise.all([open('ann', { hertz: 440 }), open('bob', { hertz: 880 })]);
  const annToken = await liveKitToken(server, 'reconnect', 'ann');
  await ann.call('connect', server.ws, annToken);
  await bob.call('connect', server.ws, await liveKitToken(server, 'reconnect', 'bob'), { singlePeerConnection: false });
  await ann.call('microphone');
  await bob.call('microphone');
  const both = async () => {
    await bob.hears('ann', 440);
    await ann.hears('bob', 880);
    // who left and came again in one moment may be missed by the other in between, but is never there twice
    const { others } = await bob.until('ann, and nobody else', 'state', (state) => state.others.length === 1 && state);
    return { ann: (await ann.call('state')).sid, others: others.map((other) => other.identity) };
  };
  const before = await both();

  for (const peer of [ann, bob]) await peer.call('cutSignal');
  for (const peer of [ann, bob]) await peer.seesEvent('reconnected');
  const connections = [await ann.call('connections'), await bob.call('connections')];
  const resumed = await both();

  const since = (await ann.get('events')).at(-1).at;
  await ann.call('simulate', 'full-reconnect');
  await ann.seesEvent('reconnected', (event) => event.at > since);
  const restarted = await both();

  const later = (await ann.get('events')).at(-1).at;
  await ann.call('simulate', 'node-failure');
  await ann.seesEvent('reconnected', (event) => event.at > later);
  const failedOver = await both();

  await ann.page.goto(browsers.pageUrl);
  await ann.call('connect', server.ws, annToken);
  await ann.call('microphone');
  const reloaded = await both();
  return { connections, before, resumed, restarted, failedOver, reloaded };
}, { errors: /DataChannel error|closed unexpectedly|leave request/ });
