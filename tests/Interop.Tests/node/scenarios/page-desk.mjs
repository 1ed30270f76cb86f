// What an owner does with a call that is answered, from its tile and from the panel, and what a guest sees of it: hold here and at the phone,
// muted for all, transferred to a number and into another room, early media, sounds, and a call through a trunk that shows the number that was chosen.
import { forgetNotes, giveEars, hearsSound, playsNotes } from '../lib/page-ears.mjs';
import { api, createRoom, RoomPage } from '../lib/room-page.mjs';
import { ask, scenario } from '../lib/scenario.mjs';

const phones = JSON.parse(process.env.PHONES);

await scenario(async ({ open }) => {
  const [room, other] = ['frontdesk', 'lounge'];
  await createRoom(room);
  await createRoom(other, { dialout_config: { allow_room_start: true } });
  await api('POST', 'outbound-trunks', { name: 'carrier', address: '127.0.0.1', port: phones.carrier, numbers: ['+15550198', '+15550199'] });
  await api('POST', 'buy-phone-number', { number: '+15550198', name: 'Switchboard' });
  await api('POST', 'buy-phone-number', { number: '+15550199', name: 'Sales' });

  const owner = new RoomPage(await open('ann'));
  const guest = new RoomPage(await open('bob'));
  for (const { page } of [owner, guest]) await page.setViewportSize({ width: 1280, height: 800 });
  await giveEars(owner.page);
  await giveEars(guest.page);
  await owner.visit(room, { claims: { r: undefined, u: 'Ann', o: true } }); // an owner of all rooms
  await owner.join(undefined, { camera: false });
  await guest.visit(room);
  await guest.join('Bob', { camera: false });
  const panel = owner.page.getByRole('complementary');
  const both = (name, words) => Promise.all([owner, guest].map((page) => page.says(name, words)));

  await panel.getByText('More options').click();
  await panel.getByRole('option', { name: '+15550199, Sales' }).waitFor({ state: 'attached' });
  const numbers = await panel.getByLabel('Calling number').getByRole('option').allTextContents();
  await panel.getByLabel('Calling number').selectOption({ label: '+15550199, Sales' });
  await owner.dial('+1 555 010 0123', 'Number');
  await both('Number', 'Talking');
  const shown = (await api('GET', `rooms/${room}/dialOut`)).data[0].origin;
  await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
  await panel.getByLabel('Or to another room').selectOption(other);
  await panel.getByRole('button', { name: 'Move' }).click();
  await both('Number', /Call ended, transferred, \d/);

  // what a phone plays before it answers is heard in the room
  await forgetNotes(owner.page);
  await owner.dial(phones.early, 'Early');
  await both('Early', 'Ringing');
  await playsNotes(owner.page, 659);
  await Promise.all([hearsSound(owner.page), hearsSound(guest.page)]);
  await panel.getByRole('button', { name: 'Hang up Early' }).click();
  await both('Early', 'Cancelled');
  await playsNotes(owner.page, 523, 392);

  await owner.dial(phones.desk, 'Desk');
  await both('Desk', 'Talking');
  await playsNotes(owner.page, 523, 784); // without that of calling where it answers before it is seen
  const hold = owner.tile('Desk').getByRole('button', { name: 'Hold Desk', pressed: false });
  await hold.click();
  await both('Desk', 'On hold');
  await owner.tile('Desk').getByRole('button', { name: 'Hold Desk', pressed: true }).waitFor();
  await owner.picture('held');
  await owner.tile('Desk').getByRole('button', { name: 'Hold Desk' }).click();
  await both('Desk', 'Talking');

  // it plays a tone all the time: it is shown as a speaker as long as somebody hears it
  const rings = (state) => owner.page.locator('main figure.speaking').filter({ hasText: 'Desk' }).waitFor({ state });
  await rings('visible');
  await panel.getByRole('button', { name: 'Mute for all: Desk' }).click();
  await Promise.all([owner, guest].map((page) => page.tile('Desk').getByRole('img', { name: 'muted for all' }).waitFor()));
  await rings('detached');
  await owner.picture('muted');
  await panel.getByRole('button', { name: 'Mute for all: Desk', pressed: true }).click();
  await guest.tile('Desk').getByRole('img', { name: 'muted for all' }).waitFor({ state: 'detached' });

  ask('desk', '/hold');
  await both('Desk', 'They put us on hold');
  ask('desk', '/resume');
  await both('Desk', 'Talking');
  // to somebody who is busy, and then to somebody who answers
  await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
  await panel.getByLabel('To a number or SIP address').fill(phones.busy);
  await owner.picture('transfer');
  await panel.getByRole('button', { name: 'Transfer now' }).click();
  const failed = await panel.getByText('The transfer failed').textContent();
  await both('Desk', 'Talking');
  const buttonsOfGuest = await guest.tile('Desk').getByRole('button').count();
  await panel.getByLabel('To a number or SIP address').fill('+1 555 010 0124');
  await panel.getByRole('button', { name: 'Transfer now' }).click();
  await both('Desk', /Call ended, transferred, \d/);
  const carried = (await api('GET', `rooms/${room}/dialOut`)).data.find(({ destination }) => destination === '+15550100124');

  // whoever goes over to the other room finds there who was moved into it
  const complaints = [...owner.complaints(), ...guest.complaints()];
  await guest.visit(other);
  await guest.join('Bob', { camera: false });
  await guest.says('Number', 'Talking');
  return {
    failed, numbers, shown,
    carried: carried?.state,
    buttonsOfGuest,
    complaints: [...complaints, ...guest.complaints()],
  };
}, { pages: true });
