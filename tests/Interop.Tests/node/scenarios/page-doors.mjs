// The start page, and every way in which somebody does not get in, or not with a camera: what the page says then.
import { api, createRoom, RoomPage } from '../lib/room-page.mjs';
import { scenario, server } from '../lib/scenario.mjs';

const phones = JSON.parse(process.env.PHONES);
const wide = { width: 1280, height: 800 };

await scenario(async ({ open }) => {
  const visitor = new RoomPage(await open('ann'));
  const { page } = visitor;
  const [says, violations] = [{}, []];
  const check = async (state, who = visitor) => violations.push(...(await who.check(state)));
  await page.setViewportSize(wide);

  // the start page: a wrong key, then a room with somebody to call
  visitor.peer.log.length = 0;
  await page.goto(server.url);
  await check('start');
  await page.setViewportSize({ width: 390, height: 780 });
  await visitor.picture('start-on-a-phone');
  says.startOverflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize(wide);
  await page.getByLabel('API key').fill('wrong');
  await page.getByRole('button', { name: 'Create and enter' }).click();
  says.wrongKey = await page.getByText('does not know that API key').textContent();
  await page.getByLabel('API key').fill(server.secret);
  await page.getByLabel('Name of the room').first().fill('first room');
  says.badName = await page.locator('#name-hint').textContent();
  await page.getByLabel('Name of the room').first().fill('firstcall');
  await page.getByLabel('Your name').fill('Ann');
  await page.getByRole('button', { name: 'Demo phone' }).click();
  says.demoPhone = await page.getByLabel('Call first').inputValue();
  await page.getByLabel('Call first').fill(phones.echo);
  await page.getByRole('button', { name: 'Create and enter' }).click();
  await page.getByText('You enter as an owner').waitFor();
  await visitor.join(undefined, { camera: false });
  says.readyToCall = await page.getByLabel('Number or SIP address').inputValue();
  await page.getByRole('complementary').getByRole('button', { name: 'Call', exact: true }).click();
  await visitor.says('phone@127.0.0.1', 'Talking');
  says.startComplaints = visitor.complaints().filter((line) => !line.includes('401'));

  // links that do not let one in
  const past = Math.floor(Date.now() / 1000) - 60;
  await createRoom('locked', { privacy: 'private' });
  await createRoom('small', { max_participants: 1 });
  await visitor.visit('locked', { claims: { u: 'Ann', exp: past } });
  says.expiredBefore = await page.getByText('This link has expired').textContent();
  await check('expired link');
  says.expired = await visitor.refused();
  await check('refused');
  await visitor.visit('locked');
  says.locked = await visitor.refused();
  await visitor.visit('nowhere');
  says.nowhere = await visitor.refused();
  await visitor.visit('locked', { claims: { r: 'small', u: 'Ann' } });
  says.otherRoom = await page.getByText('This link is for the room').textContent();

  // one place, and two who want it: the second has neither camera nor microphone
  const bare = new RoomPage(await open('bob', { devices: false }));
  await bare.page.setViewportSize(wide);
  await visitor.visit('small');
  await visitor.join('Ann', { camera: false });
  await bare.visit('small');
  for (const device of ['Camera', 'Microphone']) await bare.page.getByRole('status').getByText(`${device}: None was found`).waitFor();
  await check('no devices', bare);
  says.full = await bare.refused();
  const present = (await api('GET', 'rooms/small/presence')).data;
  await api('POST', 'rooms/small/eject', { ids: present.map(({ id }) => id) });
  await page.getByRole('heading', { name: 'You were removed from the room.' }).waitFor();
  await check('ejected');
  await bare.page.getByRole('button', { name: 'Join again' }).click();
  await bare.join('Bob', { camera: 'none' });
  await bare.page.getByText('Nobody else is here yet').waitFor();
  await api('DELETE', 'rooms/small');
  await bare.page.getByRole('heading', { name: 'The room has been closed.' }).waitFor();

  // devices that nobody allows, and a page that may have none
  const denied = new RoomPage(await open('eve', { devices: 'denied' }));
  await denied.visit('firstcall', { owner: 'Eve' });
  await denied.page.getByText('Camera: The browser was told not to allow it').waitFor();
  await check('denied devices', denied);
  says.deniedComplaints = denied.complaints();
  await visitor.visit('firstcall', { owner: 'Ann', origin: server.url.replace('127.0.0.1', 'meet.example') });
  await page.getByText('only to pages opened over https').waitFor();
  await check('insecure');
  await visitor.join(undefined, { camera: 'none' });
  await page.getByText('Nobody else is here yet').waitFor();

  // a token that sends people somewhere afterwards
  await visitor.visit('firstcall', { claims: { u: 'Ann', rome: `${server.url}/thanks` } });
  await visitor.join(undefined, { camera: false });
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(`${server.url}/thanks`);
  return { says, violations };
}, { pages: true });
