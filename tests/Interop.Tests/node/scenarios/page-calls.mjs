// An owner calls from the room page; a guest sees the same states. The phones are in the environment: one that answers, one that is busy,
// one that declines, one that hangs up by itself, one that rings for ever.
import { createRoom, RoomPage } from '../lib/room-page.mjs';
import { scenario } from '../lib/scenario.mjs';

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

  await owner.page.getByLabel('Number or SIP address').fill('030 123456');
  const problem = await panel.locator('#destination-hint').textContent();
  const refusable = await panel.getByRole('button', { name: 'Call', exact: true }).isDisabled();

  const watched = Promise.all([owner.states('Echo', 'talking'), guest.states('Echo', 'talking')]);
  await owner.dial(phones.answers, 'Echo');
  await owner.says('Echo', 'Ringing');
  await owner.picture('ringing');
  const [ownerSaw, guestSaw] = await watched;
  await panel.getByRole('button', { name: 'Keypad' }).click();
  await owner.page.keyboard.type('12#');
  await panel.getByRole('button', { name: 'star', exact: true }).click();
  await panel.getByLabel('Sent').getByText('12#*').waitFor();
  await owner.picture('room');

  // while one talks, another rings
  await owner.dial(phones.rings, 'Slow');
  await owner.says('Slow', 'Ringing');
  await panel.getByRole('button', { name: 'Hang up Slow' }).click();
  await owner.says('Slow', 'Cancelled');

  await owner.dial(phones.busy, 'Engaged');
  await Promise.all([owner, guest].map((page) => page.says('Engaged', /^Busy$/)));
  await owner.dial(phones.declines, 'Unwilling');
  await Promise.all([owner, guest].map((page) => page.says('Unwilling', 'Declined')));
  await owner.dial(phones.hangsUp, 'Short');
  await Promise.all([owner, guest].map((page) => page.says('Short', /Call ended, they hung up, \d/)));
  // not before: the phone hears the keys one after the other, and Short's three seconds are longer than theirs
  await panel.getByRole('button', { name: 'Hang up Echo' }).click();
  await Promise.all([owner, guest].map((page) => page.says('Echo', /Call ended, hung up here, \d/)));
  await owner.dial('+15550100', 'Nowhere');
  await owner.says('Nowhere', 'The call was not made');
  const refused = await owner.tile('Nowhere').textContent();
  await owner.tile('Nowhere').waitFor({ state: 'detached' });

  // what was called before is called again with one press
  await panel.getByRole('button', { name: 'Call again: Echo' }).click();
  await owner.says('Echo', 'Talking');
  return {
    problem, refusable, ownerSaw, guestSaw, refused,
    panelsOfGuest: await guest.page.getByRole('button', { name: 'Call', exact: true }).count(),
    complaints: [...owner.complaints().filter((line) => !line.includes('400')), ...guest.complaints()],
  };
});
