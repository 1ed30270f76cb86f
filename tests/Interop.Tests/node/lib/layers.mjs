// A camera in three layers that a busy machine can encode: 240, 480 and 960 wide at 15 frames a second.
export const layers = { low: 240, medium: 480, high: 960 };

export const capture = { width: 960, height: 540, frameRate: 15 };

export const publishing = {
  simulcast: true,
  // a busy machine then encodes fewer pictures, not smaller ones: it is the size by which the layers are told apart
  degradationPreference: 'maintain-resolution',
  videoEncoding: { maxBitrate: 500_000, maxFramerate: 15 },
  videoSimulcastLayers: [
    { width: 240, height: 135, encoding: { maxBitrate: 60_000, maxFramerate: 15 } },
    { width: 480, height: 270, encoding: { maxBitrate: 160_000, maxFramerate: 15 } },
  ],
};

// Chromium finds out within seconds that it may send all layers, but on a busy machine it may take a minute to believe it.
export const patience = 150;

export const sendsAll = (ann) => ann.until('all three layers encoded', 'sent', (sent) =>
  ['q', 'h', 'f'].every((rid) => sent.some((layer) => layer.rid === rid && layer.frames > 10)) && sent, patience);

export const sees = (peer, identity, width) => peer.until(`a picture ${width} wide`, 'seen', (pictures) =>
  pictures.find((picture) => picture.identity === identity && picture.frames > 10 && picture.width === width), patience);

// What part of the pictures that a layer is encoded in arrives, counted over thirty at a time: however few of them a machine makes in a second.
export async function arriving(what, ann, bob, rid, fits) {
  const end = Date.now() + patience * 1000;
  const encoded = (layers) => layers.find((layer) => layer.rid === rid)?.frames ?? 0;
  const count = (peer, method, of) => peer.until('pictures to count', method, (now) => of(now) > 0 && of(now), patience);
  const received = () => count(bob, 'seen', (pictures) => pictures[0]?.received);
  for (;;) {
    const before = await received();
    const start = await count(ann, 'sent', encoded);
    const sent = await ann.until('thirty more pictures', 'sent', (layers) => encoded(layers) >= start + 30 && encoded(layers) - start, patience);
    const share = (await received() - before) / sent;
    if (fits(share)) return share;
    if (Date.now() > end) throw new Error(`${what}: of ${sent} pictures ${share * sent} arrived`);
  }
}
