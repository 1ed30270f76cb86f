// The plugs of a page's devices, at the browser's own interfaces: which one sends sound or a picture, and pulling it out.

// Before the page is opened.
export const givePlugs = (page) => page.addInitScript(() => {
  const media = navigator.mediaDevices;
  const { getUserMedia, enumerateDevices } = media;
  const gone = new Set();
  const tracks = [];
  media.enumerateDevices = async () => (await enumerateDevices.call(media)).filter(({ deviceId }) => !gone.has(deviceId));
  media.getUserMedia = async (wanted) => {
    // what is not there cannot be opened
    for (const kind of ['audio', 'video']) {
      if (gone.has(wanted[kind]?.deviceId?.exact)) throw new OverconstrainedError('deviceId');
    }
    const stream = await getUserMedia.call(media, wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };
  window.plugs = {
    inUse: (kind) => tracks.findLast((track) => track.kind === kind && track.readyState === 'live')?.label,
    async pull(label) {
      const pulled = (await enumerateDevices.call(media)).filter((device) => device.label === label).map(({ deviceId }) => deviceId);
      pulled.forEach((id) => gone.add(id));
      for (const track of tracks.filter((each) => each.readyState === 'live' && pulled.includes(each.getSettings().deviceId))) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      media.dispatchEvent(new Event('devicechange'));
    },
  };
});

// Waits until a device with this label sends.
export const sends = (page, kind, label) => page.waitForFunction(([kind, label]) => window.plugs.inUse(kind) === label, [kind, label]);

export const pull = (page, label) => page.evaluate((label) => window.plugs.pull(label), label);
