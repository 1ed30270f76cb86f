// One participant in a browser. The scenarios drive it from outside: every function returns plain data.
'use strict';

const { Room, RoomEvent, Track, VideoPresets, ConnectionCheck } = LivekitClient;

const peer = {
  room: null,
  events: [],
  data: [],
  audio: new AudioContext(),
  listeners: new Map(),

  note(name, detail = {}) {
    peer.events.push({ name, at: Math.round(performance.now()), ...detail });
  },

  async connect(url, token, options = {}, connectOptions = {}) {
    const room = new Room(options);
    peer.room = room;
    for (const name of Object.values(RoomEvent)) {
      room.on(name, (...args) => peer.note(name, peer.describe(args)));
    }
    room.on(RoomEvent.TrackSubscribed, (track, publication, participant) => peer.attach(track, publication, participant));
    room.on(RoomEvent.TrackUnsubscribed, (track, publication) => peer.detach(publication.trackSid));
    room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) =>
      peer.data.push({ text: new TextDecoder().decode(payload), from: participant?.identity, topic, kind }));
    // the client's own limits are those of a person's patience; a machine that is busy with tests has other work as well
    await room.connect(url, token, { peerConnectionTimeout: 60_000, websocketTimeout: 60_000, ...connectOptions });
    return peer.state();
  },

  describe(args) {
    const [first] = args;
    if (typeof first === 'string') return { detail: first };
    if (first?.identity) return { detail: first.identity };
    if (first?.sid) return { detail: first.sid };
    return {};
  },

  state() {
    const room = peer.room;
    return {
      state: room.state,
      name: room.name,
      sid: room.localParticipant.sid,
      identity: room.localParticipant.identity,
      displayName: room.localParticipant.name,
      metadata: room.localParticipant.metadata,
      attributes: room.localParticipant.attributes,
      permissions: JSON.parse(JSON.stringify(room.localParticipant.permissions ?? {})),
      others: [...room.remoteParticipants.values()].map((other) => ({
        identity: other.identity,
        sid: other.sid,
        name: other.name,
        kind: other.kind,
        attributes: other.attributes,
        tracks: [...other.trackPublications.values()].map((publication) => ({
          sid: publication.trackSid,
          source: publication.source,
          kind: publication.kind,
          muted: publication.isMuted,
          subscribed: publication.isSubscribed,
          dimensions: publication.dimensions,
          mime: publication.mimeType,
        })),
      })),
      speakers: room.activeSpeakers.map((speaker) => speaker.identity),
      quality: room.localParticipant.connectionQuality,
    };
  },

  // How many connections it has: one, or one for each direction.
  connections() {
    return peer.room.engine.pcManager.subscriber ? 2 : 1;
  },

  // What its connections send and receive, and how each section was negotiated: for the report of a scenario that failed.
  async transports() {
    const { publisher, subscriber } = peer.room.engine.pcManager;
    const wanted = ['mid', 'kind', 'packetsSent', 'packetsReceived', 'framesEncoded', 'framesDecoded', 'frames', 'qualityLimitationReason', 'active', 'state'];
    const directions = (description) => description?.sdp.split('\r\nm=').slice(1).map((section) =>
      `${/^\S+ \d+/.exec(section)} ${/a=mid:(\S+)/.exec(section)?.[1]} ${/a=(sendrecv|sendonly|recvonly|inactive)/.exec(section)?.[1]}`);
    return Promise.all([publisher, subscriber].filter(Boolean).map(async (transport) => ({
      local: directions(transport.getLocalDescription()),
      remote: directions(transport.getRemoteDescription()),
      streams: [...(await transport.getStats()).values()].filter(({ type }) => /^(outbound-rtp|inbound-rtp|media-source|candidate-pair)$/.test(type))
        .map((stats) => Object.fromEntries([['type', stats.type], ...wanted.filter((name) => stats[name] !== undefined).map((name) => [name, stats[name]])])),
    })));
  },

  // The token it would join with again.
  token() {
    return peer.room.engine.token;
  },

  async disconnect() {
    await peer.room.disconnect();
    return peer.room.state;
  },

  // ---- sending

  async microphone(enabled = true) {
    const publication = await peer.room.localParticipant.setMicrophoneEnabled(enabled, {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    return publication?.trackSid;
  },

  async camera(enabled = true, publish = {}, resolution = VideoPresets.h720.resolution) {
    const publication = await peer.room.localParticipant.setCameraEnabled(
      enabled, { resolution }, publish);
    return publication?.trackSid;
  },

  encodes(codec) {
    return RTCRtpSender.getCapabilities('video').codecs.some((each) => each.mimeType.toLowerCase() === `video/${codec}`);
  },

  async screen(enabled = true) {
    const publication = await peer.room.localParticipant.setScreenShareEnabled(enabled, { audio: false });
    return publication?.trackSid;
  },

  // A tone made in the page: for a second sound from one browser.
  async tone(hertz, name) {
    const oscillator = new OscillatorNode(peer.audio, { frequency: hertz });
    const gain = new GainNode(peer.audio, { gain: 0.4 });
    const destination = new MediaStreamAudioDestinationNode(peer.audio);
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    const publication = await peer.room.localParticipant.publishTrack(destination.stream.getAudioTracks()[0], { name, dtx: false, red: false });
    return publication.trackSid;
  },

  async unpublishCamera() {
    const publication = peer.room.localParticipant.getTrackPublication(Track.Source.Camera);
    await peer.room.localParticipant.unpublishTrack(publication.track);
  },

  async unpublish(sid) {
    const publication = [...peer.room.localParticipant.trackPublications.values()].find((each) => each.trackSid === sid);
    await peer.room.localParticipant.unpublishTrack(publication.track);
  },

  async send(text, options = { reliable: true }) {
    await peer.room.localParticipant.publishData(new TextEncoder().encode(text), options);
  },

  async sendText(text, topic) {
    const info = await peer.room.localParticipant.sendText(text, { topic });
    return info.id;
  },

  onText(topic) {
    peer.room.registerTextStreamHandler(topic, async (reader, from) => {
      peer.data.push({ text: await reader.readAll(), from: from.identity, topic, kind: 'text' });
    });
  },

  received() {
    return peer.data;
  },

  // ---- receiving

  attach(track, publication, participant) {
    const element = track.attach();
    element.autoplay = true;
    element.muted = track.kind === 'audio'; // the element keeps the decoder running; what is heard is measured below
    document.body.append(element);
    const entry = { track, publication, participant, element };
    if (track.kind === 'audio') {
      entry.analyser = new AnalyserNode(peer.audio, { fftSize: 8192, smoothingTimeConstant: 0 });
      entry.source = peer.audio.createMediaStreamSource(new MediaStream([track.mediaStreamTrack]));
      entry.source.connect(entry.analyser);
    }
    peer.listeners.set(publication.trackSid, entry);
  },

  detach(sid) {
    const entry = peer.listeners.get(sid);
    entry?.source?.disconnect();
    entry?.element.remove();
    peer.listeners.delete(sid);
  },

  // What is heard of each track right now: its strongest frequency and level.
  heard() {
    return [...peer.listeners.values()].filter((entry) => entry.analyser).map((entry) => {
      const bins = new Float32Array(entry.analyser.frequencyBinCount);
      entry.analyser.getFloatFrequencyData(bins);
      let best = 0;
      for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[best]) best = bin;
      return {
        identity: entry.participant.identity,
        sid: entry.publication.trackSid,
        hertz: (best * peer.audio.sampleRate) / entry.analyser.fftSize,
        decibels: Math.max(-200, bins[best]),
      };
    });
  },

  // So many seconds of what the own microphone picks up and, in step with it, of what is heard of somebody: both as 16-bit samples in base64.
  async record(identity, seconds) {
    const code = `registerProcessor('recorder', class extends AudioWorkletProcessor {
      process([input]) {
        if (input.length === 2) this.port.postMessage(input.map((channel) => channel.slice()));
        return true;
      }
    })`;
    await peer.audio.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    const heard = [...peer.listeners.values()].find((entry) => entry.analyser && entry.participant.identity === identity);
    const own = [...peer.room.localParticipant.audioTrackPublications.values()][0].track.mediaStreamTrack;
    const both = new ChannelMergerNode(peer.audio, { numberOfInputs: 2 });
    peer.audio.createMediaStreamSource(new MediaStream([own])).connect(both, 0, 0);
    heard.source.connect(both, 0, 1);
    const recorder = new AudioWorkletNode(peer.audio, 'recorder', { channelCount: 2, channelCountMode: 'explicit' });
    both.connect(recorder).connect(peer.audio.destination);
    const channels = [[], []];
    const wanted = seconds * peer.audio.sampleRate;
    await new Promise((done) => {
      let count = 0;
      recorder.port.onmessage = ({ data }) => {
        data.forEach((samples, channel) => channels[channel].push(samples));
        count += data[0].length;
        if (count >= wanted) done();
      };
    });
    both.disconnect();
    const [microphone, sound] = channels.map(peer.inBase64);
    return { rate: peer.audio.sampleRate, microphone, sound };
  },

  inBase64(blocks) {
    const samples = new Int16Array(blocks.reduce((count, block) => count + block.length, 0));
    let at = 0;
    for (const block of blocks) for (const sample of block) samples[at++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
    const bytes = new Uint8Array(samples.buffer);
    let text = '';
    for (let from = 0; from < bytes.length; from += 32768) text += String.fromCharCode(...bytes.subarray(from, from + 32768));
    return btoa(text);
  },

  // What is seen of each track: size, colour in the middle, frames decoded.
  async seen() {
    const pictures = [];
    for (const entry of peer.listeners.values()) {
      if (entry.track.kind !== 'video') continue;
      const canvas = new OffscreenCanvas(16, 16);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const { videoWidth: width, videoHeight: height } = entry.element;
      if (width > 0) context.drawImage(entry.element, width / 2 - 8, height / 2 - 8, 16, 16, 0, 0, 16, 16);
      const [red, green, blue] = context.getImageData(8, 8, 1, 1).data;
      const stats = await peer.inbound(entry.track);
      pictures.push({
        identity: entry.participant.identity, sid: entry.publication.trackSid, source: entry.publication.source,
        width, height, red, green, blue,
        frames: stats?.framesDecoded ?? 0, received: stats?.framesReceived ?? 0, freezes: stats?.freezeCount ?? 0, keyFrames: stats?.keyFramesDecoded ?? 0,
        rate: stats?.framesPerSecond ?? 0, mime: stats?.mime,
        packets: stats?.packetsReceived ?? 0, lost: stats?.packetsLost ?? 0, nacks: stats?.nackCount ?? 0, plis: stats?.pliCount ?? 0,
      });
    }
    return pictures;
  },

  async inbound(track) {
    const report = await track.getRTCStatsReport();
    for (const stats of report?.values() ?? []) if (stats.type === 'inbound-rtp') return { ...stats, mime: report.get(stats.codecId)?.mimeType };
    return undefined;
  },

  // What the transport lost and concealed of each sound.
  async losses() {
    const losses = [];
    for (const entry of peer.listeners.values()) {
      if (entry.track.kind !== 'audio') continue;
      const stats = await peer.inbound(entry.track);
      losses.push({
        identity: entry.participant.identity, packets: stats?.packetsReceived ?? 0, lost: stats?.packetsLost ?? 0, discarded: stats?.packetsDiscarded ?? 0,
        concealed: stats?.concealedSamples ?? 0, samples: stats?.totalSamplesReceived ?? 0, silent: stats?.silentConcealedSamples ?? 0,
      });
    }
    return losses;
  },

  // What is sent of each own track, by layer.
  async sent() {
    const layers = [];
    for (const publication of peer.room.localParticipant.trackPublications.values()) {
      const report = await publication.track?.getRTCStatsReport();
      for (const stats of report?.values() ?? []) {
        if (stats.type !== 'outbound-rtp') continue;
        layers.push({
          sid: publication.trackSid, source: publication.source, rid: stats.rid, packets: stats.packetsSent, frames: stats.framesEncoded,
          width: stats.frameWidth, height: stats.frameHeight, rate: stats.framesPerSecond ?? 0, active: stats.active, nacks: stats.nackCount, plis: stats.pliCount,
        });
      }
    }
    return layers;
  },

  // The path that each connection uses; those that are just changing are left out.
  async paths() {
    const paths = [];
    const manager = peer.room.engine.pcManager;
    for (const connection of [manager.publisher, manager.subscriber].filter(Boolean)) {
      const report = await connection.getStats();
      for (const stats of report.values()) {
        if (stats.type !== 'transport' || !stats.selectedCandidatePairId) continue;
        const pair = report.get(stats.selectedCandidatePairId);
        const [local, remote] = [report.get(pair?.localCandidateId), report.get(pair?.remoteCandidateId)];
        if (local && remote) paths.push({ local: local.candidateType, protocol: local.protocol, remote: remote.protocol });
      }
    }
    return paths;
  },

  setQuality(identity, quality) {
    for (const publication of peer.room.remoteParticipants.get(identity).trackPublications.values()) {
      if (publication.kind === 'video') publication.setVideoQuality(quality);
    }
  },

  setFrameRate(identity, framesPerSecond) {
    for (const publication of peer.room.remoteParticipants.get(identity).trackPublications.values()) {
      if (publication.kind === 'video') publication.setVideoFPS(framesPerSecond);
    }
  },

  // How large pictures are shown; nothing hides them.
  show(width, height) {
    for (const { element } of peer.listeners.values()) {
      element.style.cssText = width ? `position: fixed; left: 0; top: 0; width: ${width}px; height: ${height}px` : 'display: none';
    }
  },

  setSubscribed(identity, subscribed) {
    for (const publication of peer.room.remoteParticipants.get(identity).trackPublications.values()) publication.setSubscribed(subscribed);
  },

  // ---- breaking things

  cutSignal() {
    peer.room.engine.client.ws?.close({ closeCode: 3000, reason: 'cut by the test' });
  },

  async simulate(scenario) {
    await peer.room.simulateScenario(scenario);
  },

  // ---- livekit-client's own checks

  async check(name, url, token) {
    const checks = new ConnectionCheck(url, token);
    const info = await checks[name]();
    return { name: info.name, status: info.status, logs: info.logs.map((line) => `${line.level}: ${line.message}`) };
  },
};

window.peer = peer;
