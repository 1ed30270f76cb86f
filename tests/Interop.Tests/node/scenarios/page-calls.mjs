// An owner calls from the room page; a guest sees the same states. Two baresips are called: the desk, where somebody answers and hangs up by
// hand, and the door, where nobody comes. SIPp declines, which baresip cannot.
import { createRoom, RoomPage } from '../lib/room-page.mjs';
import { ask, scenario } from '../lib/scenario.mjs';

const phones = JSON.parse(process.env.PHONES);

await scenario(async ({ open }) => {
  const room = 'standup';
  await createRoom(room);
  const owner = new RoomPage(await open('ann'));
  const guest = new RoomPage(await open('bob'));
  for (const { page } of [owner, guest]) await page.setViewportSize({ width: 1280, height: 800 });
  await owner.visit(room, { owner: 'Ann' });
  await owner.join(undefined, { camera: false });
  await guest.visit(room);
  await guest.join('Bob', { camera: false });
  await owner.tile('Bob').waitFor();
  const panel = owner.page.getByRole('complementary');
  const both = (name, words) => Promise.all([owner, guest].map((page) => page.says(name, words)));

  await owner.page.getByLabel('Number or SIP address').fill('030 123456');
  const problem = await panel.locator('#destination-hint').textContent();
  const refusable = await panel.getByRole('button', { name: 'Call', exact: true }).isDisabled();

  const watched = Promise.all([owner.states('Desk', 'talking'), guest.states('Desk', 'talking')]);
  await owner.dial(phones.desk, 'Desk');
  await both('Desk', 'Ringing');
  await owner.picture('ringing');
  ask('desk', '/accept');
  const [ownerSaw, guestSaw] = await watched;
  await panel.getByRole('button', { name: 'Keypad' }).click();
  await owner.page.keyboard.type('12#');
  await panel.getByRole('button', { name: 'star', exact: true }).click();
  await panel.getByLabel('Sent').getByText('12#*').waitFor();
  await owner.picture('room');
  ask('desk', 'has heard 12#*');

  // while one talks, another rings
  await owner.dial(phones.door, 'Door');
  await both('Door', 'Ringing');
  await panel.getByRole('button', { name: 'Hang up Door' }).click();
  await both('Door', 'Cancelled');
  await owner.dial(phones.door, 'Nobody', { 'Seconds to let it ring': '2' });
  await both('Nobody', 'No answer');
  await owner.dial(phones.door, 'Engaged');
  await both('Engaged', 'Ringing');
  ask('door', '/hangup');
  await both('Engaged', /^Busy$/);
  await owner.dial(phones.declines, 'Unwilling');
  await both('Unwilling', 'Declined');
  await owner.dial(phones.stranger, 'Stranger');
  await both('Stranger', 'The call failed');
  const notFound = await owner.tile('Stranger').textContent();
  await owner.dial('+49 30 1234567', 'Nowhere');
  await owner.says('Nowhere', 'The call was not made');
  const refused = await owner.tile('Nowhere').textContent();
  await owner.tile('Nowhere').waitFor({ state: 'detached' });

  await panel.getByRole('button', { name: 'Hang up Desk' }).click();
  await both('Desk', /Call ended, hung up here, \d/);
  await owner.tile('Desk').waitFor({ state: 'detached' });

  // another owner comes, sees what was called and how it went, and calls again with one press; now they hang up first
  const panelsOfGuest = await guest.page.getByRole('button', { name: 'Call', exact: true }).count();
  const complaints = [...owner.complaints().filter((line) => !line.includes('400')), ...guest.complaints()];
  await guest.visit(room, { owner: 'Bob' });
  await guest.join(undefined, { camera: false });
  const others = guest.page.getByRole('complementary');
  await others.getByRole('heading', { name: 'Recent calls' }).waitFor();
  const recent = (await others.locator('.recent button').allTextContents()).map((words) => words.replace(/^Call again:/, ''));
  await guest.picture('recent');
  await others.getByRole('button', { name: 'Call again: Desk' }).click();
  await both('Desk', 'Ringing');
  ask('desk', '/accept');
  await both('Desk', 'Talking');
  ask('desk', '/hangup');
  await both('Desk', /Call ended, they hung up, \d/);
  return {
    problem, refusable, ownerSaw, guestSaw, refused, notFound, panelsOfGuest, recent,
    complaints: [...complaints, ...guest.complaints()],
  };
}, { pages: true });
