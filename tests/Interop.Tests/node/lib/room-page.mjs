// The room page as a person uses it: found by the words and roles it shows, never by its insides.
import { readFile } from 'node:fs/promises';
import { HARMLESS, server } from './scenario.mjs';
import { dailyToken } from './tokens.mjs';

const axe = new URL('../../../../web/node_modules/axe-core/axe.min.js', import.meta.url);

// The REST API with the server's key.
export async function api(method, path, body) {
  const response = await fetch(`${server.url}/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.secret}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

export const createRoom = (name, { privacy = 'public', ...properties } = {}) =>
  api('POST', 'rooms', { name, privacy, properties: { enable_dialout: true, ...properties } });

export class RoomPage {
  requests = [];

  constructor(peer) {
    this.peer = peer;
    this.page = peer.page;
    this.page.setDefaultTimeout(60_000);
    this.page.on('request', (request) => this.requests.push(request.url()));
  }

  // Opens the page: an owner comes with a token, a guest without.
  async visit(room, { owner, claims = owner && { u: owner, o: true }, origin = server.url } = {}) {
    this.peer.log.length = 0;
    await this.page.goto(`${origin}/${room}${claims ? `?t=${dailyToken(server, { r: room, ...claims })}` : ''}`);
  }

  // camera: false switches it off first; 'none' finds it off already.
  async join(name, { camera = true } = {}) {
    if (camera === false) await this.page.getByRole('button', { name: 'Camera', pressed: true }).click();
    if (name) await this.page.getByLabel('Your name').fill(name);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    await this.page.getByRole('toolbar').waitFor();
  }

  // Joins where that is refused, and returns what the page says then.
  async refused() {
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    await this.page.getByRole('button', { name: 'Join again' }).waitFor();
    return `${await this.page.getByRole('heading').textContent()} ${await this.page.getByRole('alert').allTextContents()}`;
  }

  // options: what is filled in under "More options", by its label
  async dial(destination, name, options = {}) {
    await this.page.getByLabel('Number or SIP address').fill(destination);
    await this.page.getByLabel('Name to show').fill(name);
    const folded = this.page.locator('details:not([open]) > summary', { hasText: 'More options' });
    if (Object.keys(options).length > 0 && (await folded.count()) > 0) await folded.click();
    for (const [label, value] of Object.entries(options)) await this.page.getByLabel(label, { exact: true }).fill(value);
    await this.page.getByRole('complementary').getByRole('button', { name: 'Call', exact: true }).click();
  }

  // The tile of a dialled party, which everybody sees.
  tile(name) {
    return this.page.getByRole('main').getByRole('figure').filter({ hasText: name });
  }

  // Waits until a call says something about itself.
  says(name, words) {
    return this.tile(name).getByText(words).waitFor();
  }

  // The states a tile goes through until the last one. The page itself watches: on a busy machine one that asks again and again misses some.
  states(name, last) {
    return this.page.evaluate(([name, last]) => new Promise((done, fail) => {
      const seen = [];
      const look = () => {
        const tile = [...document.querySelectorAll('main figure[data-call-state]')].find((figure) => figure.textContent.includes(name));
        const state = tile?.dataset.callState;
        if (state !== undefined && seen.at(-1) !== state) seen.push(state);
        if (state !== last) return;
        watcher.disconnect();
        done(seen);
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-call-state'] });
      setTimeout(() => fail(new Error(`${name} was never ${last}, only ${seen}`)), 60_000);
    }), [name, last]);
  }

  // What axe-core finds; run from outside, because the page's own policy lets no such script in.
  async violations() {
    await this.page.evaluate(await readFile(axe, 'utf8'));
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }

  // Errors on the console, and addresses of other hosts that were asked for anything.
  complaints() {
    const foreign = this.requests.filter((url) => new URL(url).host !== new URL(server.url).host && !/^(blob|data):/.test(url));
    return [...this.peer.log.filter((line) => line.startsWith('error') && !HARMLESS.test(line)), ...foreign];
  }

  // What axe-core finds of a state in light and in dark, each with its picture.
  async check(state) {
    const found = [];
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await this.violations()).map((violation) => `${state}, ${colorScheme}: ${violation}`));
      await this.picture(`${state}-${colorScheme}`.replaceAll(' ', '-'));
    }
    return found;
  }

  // A picture for the documentation, when a folder for them is named.
  async picture(name) {
    const folder = process.env.SWITCHROOM_PICTURES;
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  }
}
