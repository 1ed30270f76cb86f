// @livekit/rtc-node, another implementation, in one room with Chromium: each hears the other's tone, and data goes both ways.
import { AudioFrame, AudioSource, AudioStream, LocalAudioTrack, Room, RoomEvent, TrackPublishOptions, TrackSource, dispose } from '@livekit/rtc-node';
import { scenario, server } from '../lib/scenario.mjs';
import { liveKitToken } from '../lib/tokens.mjs';

const rate = 48_000;

// The strength of one frequency in samples (Goertzel), against their whole energy: near 1 for a pure tone.
function share(samples, hertz) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [one, two, energy] = [0, 0, 0];
  for (const sample of samples) {
    [one, two] = [sample + turn * one - two, one];
    energy += sample * sample;
  }
  return energy === 0 ? 0 : (2 * (one * one + two * two - turn * one * two)) / (samples.length * energy);
}

async function hearTone(track, hertz, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  const window = [];
  let best = 0;
  for await (const frame of new AudioStream(track, rate, 1)) {
    window.push(...frame.data);
    if (window.length >= rate / 5) {
      best = Math.max(best, share(window.splice(0), hertz));
      if (best > 0.8) return best;
    }
    if (Date.now() > end) break;
  }
  throw new Error(`rtc-node does not hear ${hertz} Hz; best share ${best}`);
}

// It gives a connection 15 seconds, which a busy machine may need for other things.
async function join(tries = 4) {
  const room = new Room();
  const received = [];
  const subscribed = new Promise((found) => room.on(RoomEvent.TrackSubscribed, (track, publication, participant) => found({ track, identity: participant.identity })));
  room.on(RoomEvent.DataReceived, (payload, participant) => received.push({ text: new TextDecoder().decode(payload), from: participant?.identity }));
  try {
    await room.connect(server.ws, await liveKitToken(server, 'node', 'robot', { name: 'Robot', kind: 'agent' }), { autoSubscribe: true, dynacast: true });
  } catch (error) {
    console.log(`rtc-node: ${error.message}`);
    if (tries > 1) return join(tries - 1);
    throw error;
  }
  return { room, subscribed, received };
}

await scenario(async ({ open }) => {
  const ann = await open('ann', { hertz: 440 });
  await ann.call('connect', server.ws, await liveKitToken(server, 'node', 'ann'));
  await ann.call('microphone');

  const { room, subscribed, received } = await join();

  const source = new AudioSource(rate, 1);
  const options = new TrackPublishOptions();
  options.source = TrackSource.SOURCE_MICROPHONE;
  await room.localParticipant.publishTrack(LocalAudioTrack.createAudioTrack('tone', source), options);
  let playing = true;
  const player = (async () => {
    for (let at = 0; playing; at += rate / 100) {
      const samples = Int16Array.from({ length: rate / 100 }, (_, n) => 10_000 * Math.sin((2 * Math.PI * 700 * (at + n)) / rate));
      await source.captureFrame(new AudioFrame(samples, rate, 1, samples.length));
    }
  })();

  const annHears = await ann.hears('robot', 700);
  const { track, identity } = await subscribed;
  const robotHears = await hearTone(track, 440);
  await room.localParticipant.publishData(new TextEncoder().encode('from the robot'), { reliable: true, topic: 'robots' });
  const annGot = await ann.until('the robot data', 'received', (messages) => messages.length > 0 && messages);
  await ann.call('send', 'to the robot', { reliable: true });
  for (let tries = 0; received.length === 0 && tries < 600; tries++) await new Promise((later) => setTimeout(later, 100));
  const seen = (await ann.call('state')).others;
  playing = false;
  await player;
  await room.disconnect();
  await ann.seesEvent('participantDisconnected', (event) => event.detail === 'robot');
  await dispose();
  return { annHears, robotHears, identity, annGot, robotGot: received, seen };
});
