// Many people for little: all in one page, without devices.
import { dailyToken } from './tokens.mjs';

export async function crowd({ context }, pageUrl, server, room, names) {
  const page = await context.newPage();
  await page.goto(pageUrl);
  const tokens = names.map((name) => dailyToken(server, { r: room, u: name }));
  await page.evaluate(async ([url, tokens]) => {
    window.rooms = [];
    // one after the other, and with patience: a busy machine has other work as well
    const patience = { autoSubscribe: false, peerConnectionTimeout: 60_000, websocketTimeout: 60_000 };
    for (const token of tokens) {
      const room = new LivekitClient.Room({ singlePeerConnection: false });
      await room.connect(url, token, patience);
      window.rooms.push(room);
    }
  }, [server.ws, tokens]);
  return page;
}
