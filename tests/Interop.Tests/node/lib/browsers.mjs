// Headless Chromium: one for all participants with the devices that it invents, and one each for the others, as fake devices are chosen on the command line.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { colours, writeColour, writeTone } from './media-files.mjs';
import { servePage } from './page-server.mjs';

const flags = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
  '--auto-accept-this-tab-capture', '--host-resolver-rules=MAP meet.example 127.0.0.1', '--disable-features=WebRtcHideLocalIpsWithMdns',
];

// Ends what would hang; a machine that starts several browsers at once may take long for each.
const patience = 120_000;

export class Browsers {
  #open = [];
  #folder;
  #page;
  #visitsOthers = false;
  #shared;

  // pages: the participants' own page is not wanted, other pages are visited
  static async start({ pages = false } = {}) {
    const browsers = new Browsers();
    browsers.#folder = await mkdtemp(join(tmpdir(), 'switchroom-browsers-'));
    browsers.#page = await servePage();
    browsers.#visitsOthers = pages;
    return browsers;
  }

  get pageUrl() {
    return this.#page.url;
  }

  // One participant's page. hertz or sound (a WAV file): what its microphone plays, again and again; colour: what its camera shows. devices: true lets the browser invent both, false
  // has none, 'denied' has them and nobody allows them.
  async open(name, { hertz, sound, colour, size, devices: has = true } = {}) {
    const devices = has === false ? [] : ['--use-fake-device-for-media-stream'];
    if (has === 'denied') devices.push('--deny-permission-prompts');
    if (sound) devices.push(`--use-file-for-fake-audio-capture=${sound}`);
    if (hertz) {
      const wav = join(this.#folder, `${name}.wav`);
      await writeTone(wav, hertz);
      devices.push(`--use-file-for-fake-audio-capture=${wav}`);
    }
    if (colour) {
      const y4m = join(this.#folder, `${name}.y4m`);
      await writeColour(y4m, colours[colour], ...(size ?? []));
      devices.push(`--use-file-for-fake-video-capture=${y4m}`);
    }
    const context = await this.#context(name, devices, has);
    this.#open.push(context);
    context.setDefaultTimeout(patience);
    const page = context.pages()[0] ?? (await context.newPage());
    const log = [];
    page.on('console', (message) => log.push(`${message.type()}: ${message.text()} ${message.type() === 'error' ? message.location().url : ''}`.trim()));
    page.on('pageerror', (error) => log.push(`error: ${error.message}`));
    if (!this.#visitsOthers) await page.goto(this.#page.url);
    return new Peer(name, page, context, log);
  }

  async #context(name, devices, has) {
    const start = {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      timeout: patience,
      chromiumSandbox: false,
      args: [...flags.filter((flag) => has === true || !flag.startsWith('--use-fake-ui')), ...devices],
    };
    const view = { viewport: { width: 640, height: 480 }, permissions: has === true ? ['microphone', 'camera'] : [] };
    if (has !== true || devices.length > 1) return chromium.launchPersistentContext(join(this.#folder, `profile-${name}`), { ...start, ...view });
    this.#shared ??= chromium.launch(start);
    return (await this.#shared).newContext(view);
  }

  async close() {
    for (const context of this.#open) await context.close().catch(() => {});
    await (await this.#shared)?.close();
    this.#page.close();
    // a browser that is just ending may still write there; the system cleans its temporary folder
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 }).catch((error) => console.error(`left behind: ${error.message}`));
  }
}

export class Peer {
  constructor(name, page, context, log) {
    Object.assign(this, { name, page, context, log });
  }

  // Calls a function of the page's peer.
  call(method, ...args) {
    return this.page.evaluate(([method, args]) => peer[method](...args), [method, args]);
  }

  get(property) {
    return this.page.evaluate((property) => peer[property], property);
  }

  // Asks again until the answer fits; the deadline is for machines that are busy, not a measure. While a client changes connections there may be nothing to ask:
  // an error is an answer that does not fit.
  async until(what, method, fits, seconds = 120) {
    const end = Date.now() + seconds * 1000;
    let answer;
    while (Date.now() < end) {
      try {
        answer = await this.call(method);
        const fit = fits(answer);
        if (fit) return fit === true ? answer : fit;
      } catch (error) {
        answer = { error: error.message };
      }
      await new Promise((later) => setTimeout(later, 100));
    }
    throw new Error(`${this.name}: ${what} did not happen; last seen ${JSON.stringify(answer)}`);
  }

  hears(identity, hertz) {
    return this.until(`hearing ${identity} at ${hertz} Hz`, 'heard', (tracks) =>
      tracks.some((track) => track.identity === identity && Math.abs(track.hertz - hertz) < 12 && track.decibels > -60));
  }

  hearsNothingOf(identity) {
    return this.until(`silence of ${identity}`, 'heard', (tracks) =>
      tracks.filter((track) => track.identity === identity).every((track) => track.decibels < -80));
  }

  // Waits until a picture of somebody goes on: more frames of one and the same track, which may be another one than before.
  seesMore(identity, frames = 10, seconds = 120) {
    const first = new Map();
    return this.until(`more pictures of ${identity}`, 'seen', (pictures) => pictures.find((picture) => {
      if (!first.has(picture.sid)) first.set(picture.sid, picture.frames);
      return picture.identity === identity && picture.frames >= first.get(picture.sid) + frames;
    }), seconds);
  }

  async seesEvent(name, fits = () => true, seconds = 120) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const found = (await this.get('events')).find((event) => event.name === name && fits(event));
      if (found) return found;
      await new Promise((later) => setTimeout(later, 100));
    }
    throw new Error(`${this.name}: no event ${name}; seen ${JSON.stringify((await this.get('events')).map((event) => event.name))}`);
  }
}
