// A scenario is one program: the server in its environment, what it saw as one line of JSON on standard output.
import { Browsers } from './browsers.mjs';

export const server = {
  url: process.env.SWITCHROOM_URL,
  ws: process.env.SWITCHROOM_URL?.replace(/^http/, 'ws'),
  keyId: process.env.SWITCHROOM_KEY_ID,
  secret: process.env.SWITCHROOM_SECRET,
};

// Errors that say nothing is wrong: what livekit-client says when somebody leaves while the offer of their track is being answered (a phone that hangs up at
// once), and what the browser says when livekit-client writes to a signalling connection that the server, or the scenario, is just closing.
export const HARMLESS = /Tried to add a track for a participant, that's not present|WebSocket is already in CLOSING or CLOSED state/;

let asked = 0;

// Asks the test to do by hand what no browser can: at a telephone, in a log.
export const ask = (who, what) => console.log(`ASK ${++asked} ${who} ${what}`);

// Runs a scenario. Errors in the console of the tests' own page are its failure, but for those that it means to cause (errors: a pattern).
// pages: that page is not opened at all, others are visited.
export async function scenario(run, { errors = /^$/, pages = false } = {}) {
  const browsers = await Browsers.start({ pages });
  const peers = [];
  const open = async (...args) => {
    const peer = await browsers.open(...args);
    peers.push(peer);
    return peer;
  };
  let failed = false;
  try {
    const seen = await run({ open, browsers });
    for (const peer of peers.filter((each) => each.page.url().startsWith(browsers.pageUrl))) {
      const unexpected = peer.log.filter((line) => line.startsWith('error:') && !HARMLESS.test(line) && !errors.test(line));
      if (unexpected.length > 0) throw new Error(`${peer.name}'s console: ${unexpected.join('\n')}`);
    }
    console.log(`RESULT ${JSON.stringify(seen ?? {})}`);
  } catch (error) {
    failed = true;
    console.error(error.stack);
    for (const peer of peers) {
      const events = await peer.get('events').catch(() => []);
      if (process.env.SWITCHROOM_PICTURES) await peer.page.screenshot({ path: `${process.env.SWITCHROOM_PICTURES}/failed-${peer.name}.png` }).catch(() => {});
      console.error(`${peer.name} events: ${JSON.stringify(events)}`);
      console.error(`${peer.name} transports: ${JSON.stringify(await peer.call('transports').catch((why) => why.message))}`);
      console.error(`${peer.name} console:\n  ${peer.log.slice(-80).join('\n  ')}`);
    }
  } finally {
    await browsers.close();
    console.log('OVER');
  }
  process.exit(failed ? 1 : 0);
}
