// What a page lets one hear, observed at the browser's own interfaces: the notes it plays, and the sound that comes out of what it received.

// Before the page is opened.
export const giveEars = (page) => page.addInitScript(() => {
  window.ears = { notes: [], connections: [] };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    window.ears.notes.push(this.frequency.value);
    return start.apply(this, at);
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...how) {
      super(...how);
      window.ears.connections.push(this);
    }
  };
});

// Waits until these notes have been played, one after the other, since the last time.
export async function playsNotes(page, ...notes) {
  await page.waitForFunction((notes) => {
    const at = window.ears.notes.findIndex((_note, index) => notes.every((note, offset) => window.ears.notes[index + offset] === note));
    if (at >= 0) window.ears.notes.splice(0, at + notes.length);
    return at >= 0;
  }, notes);
}

export const forgetNotes = (page) => page.evaluate(() => void window.ears.notes.splice(0));

export const notesSoFar = (page) => page.evaluate(() => window.ears.notes.length);

// Waits until sound that is not silence has come out of what was received.
export const hearsSound = (page) => page.waitForFunction(async () => {
  for (const connection of window.ears.connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type === 'inbound-rtp' && report.kind === 'audio' && report.totalAudioEnergy > 0.001) return true;
    }
  }
  return false;
}, undefined, { polling: 200 });
