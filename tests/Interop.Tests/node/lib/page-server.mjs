// Serves the page and livekit-client's own bundle on a free port of 127.0.0.1, which browsers count as a secure origin.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../page/', import.meta.url));
const modules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const files = {
  '/': [`${page}index.html`, 'text/html; charset=utf-8'],
  '/peer.js': [`${page}peer.js`, 'text/javascript; charset=utf-8'],
  '/livekit-client.umd.js': [`${modules}livekit-client/dist/livekit-client.umd.js`, 'text/javascript; charset=utf-8'],
};

export async function servePage() {
  const server = createServer(async (request, response) => {
    const file = files[new URL(request.url, 'http://localhost').pathname];
    if (!file) {
      // browsers ask for /favicon.ico by themselves: an error on the console would look like one of the pages under test
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { 'content-type': file[1], 'cache-control': 'no-store' }).end(await readFile(file[0]));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
