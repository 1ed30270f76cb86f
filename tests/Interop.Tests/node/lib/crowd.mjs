// Many people for little: all in one page, without devices.
import { dailyToken } from './tokens.mjs';

export async function crowd({ context }, pageUrl, server, room, names) {
  const page = await context.newPage();
  await page.goto(pageUrl);
  const tokens = names.map((name) => dailyToken(server, { r: room, u: name }));
  await page.evaluate(async ([url, tokens]) => {
    window.rooms = tokens.map(() => new LivekitClient.Room({ singlePeerConnection: false }));
    await Promise.all(window.rooms.map((room, index) => room.connect(url, tokens[index], { autoSubscribe: false })));
  }, [server.ws, tokens]);
  return page;
}
