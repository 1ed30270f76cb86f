// Two people meet: list of people, chat, devices that are changed and unplugged, the speaker large, a shared screen, a crowd that comes, sounds and
// their switch; on a projector and on a telephone, light and dark.
import { crowd } from '../lib/crowd.mjs';
import { patience } from '../lib/layers.mjs';
import { givePlugs, pull, sends } from '../lib/page-devices.mjs';
import { giveEars, notesSoFar, playsNotes } from '../lib/page-ears.mjs';
import { createRoom, RoomPage } from '../lib/room-page.mjs';
import { scenario, server } from '../lib/scenario.mjs';

await scenario(async ({ open, browsers }) => {
  const room = 'review';
  await createRoom(room);
  const ann = new RoomPage(await open('ann', { colour: 'blue', hertz: 440 }));
  const bob = new RoomPage(await open('bob', { colour: 'green', hertz: 880 }));
  const violations = [];
  const check = async (state, who = ann) => violations.push(...(await who.check(state)));
  await ann.page.setViewportSize({ width: 1920, height: 1080 });
  await bob.page.setViewportSize({ width: 390, height: 780 });
  await giveEars(ann.page);
  await givePlugs(ann.page);
  await ann.visit(room, { owner: 'Ann' });
  await ann.join();
  await bob.visit(room);
  await bob.join('Bob');
  await playsNotes(ann.page, 587, 698);
  await ann.tile('Bob').locator('video').waitFor();
  await bob.tile('Ann').locator('video').waitFor();

  // who is here, who is muted, and how good the connections are
  await ann.page.getByRole('button', { name: 'People' }).click();
  const people = ann.page.getByRole('complementary', { name: 'People' }).getByRole('listitem');
  await people.filter({ hasText: 'Bob' }).getByRole('img', { name: /excellent|good/ }).waitFor();
  await bob.page.getByRole('button', { name: 'Mute microphone' }).click();
  await people.filter({ hasText: 'Bob' }).getByRole('img', { name: 'muted' }).waitFor();
  const listed = await people.locator('.name').allTextContents();
  const link = await ann.page.getByLabel('Link to this room').inputValue();
  await check('people');

  // one writes, the other sees how much is unread, reads and answers
  await ann.page.getByRole('button', { name: 'Chat' }).click();
  await ann.page.keyboard.type('Shall we begin?');
  await ann.page.keyboard.press('Enter');
  await bob.page.getByRole('button', { name: 'Chat' }).getByText('1').waitFor();
  await bob.page.getByRole('button', { name: 'Chat' }).click();
  await bob.page.getByRole('listitem').getByText('Shall we begin?').waitFor();
  await bob.page.getByLabel('Message').fill('Yes.');
  await bob.page.getByRole('button', { name: 'Send' }).click();
  await ann.page.getByRole('listitem').getByText('Yes.').waitFor();
  await check('chat on a phone', bob);
  await ann.page.keyboard.press('Escape');
  await bob.page.keyboard.press('Escape');
  const unread = await bob.page.getByRole('button', { name: 'Chat' }).textContent();

  // another microphone, which is then unplugged
  await ann.page.getByRole('button', { name: 'Devices' }).click();
  const microphone = ann.page.getByRole('combobox', { name: 'Microphone' });
  await microphone.getByRole('option').nth(1).waitFor({ state: 'attached' });
  const labels = await microphone.getByRole('option').allTextContents();
  const camera = await ann.page.getByRole('combobox', { name: 'Camera' }).getByRole('option').first().textContent();
  await ann.page.getByRole('complementary').getByRole('combobox').nth(2).waitFor(); // microphone, camera, speaker
  await microphone.selectOption({ label: labels.at(-1) });
  await sends(ann.page, 'audio', labels.at(-1));
  await check('devices');
  await pull(ann.page, labels.at(-1));
  const unplugged = await ann.page.getByText('was unplugged.').textContent();
  await ann.page.waitForFunction((label) => window.plugs.inUse('audio') !== undefined && window.plugs.inUse('audio') !== label, labels.at(-1));
  await ann.page.getByRole('button', { name: 'Mute microphone' }).waitFor();
  await ann.picture('unplugged');
  await ann.page.keyboard.press('Escape');

  // everybody alike, and the speaker large
  await check('grid');
  const widthOf = async (who) => (await ann.tile(who).boundingBox()).width;
  const alike = (await widthOf('Bob')) - (await widthOf('Ann'));
  await ann.page.getByRole('button', { name: 'Show the speaker large' }).click();
  await ann.page.getByRole('button', { name: 'Show everybody alike' }).waitFor();
  await ann.page.locator('.large').getByRole('figure').filter({ hasText: 'Bob' }).waitFor();
  const larger = (await widthOf('Bob')) / (await widthOf('Ann'));
  await check('speaker');

  // a screen, by its key
  await ann.page.keyboard.press('s');
  await ann.page.getByRole('button', { name: 'Stop sharing' }).waitFor();
  const screen = bob.page.getByRole('figure').filter({ hasText: 'Ann’s screen' }).locator('video');
  await screen.waitFor();
  await bob.page.waitForFunction(() => [...document.querySelectorAll('.large video')].some((video) => video.videoWidth > 0), undefined, { timeout: patience * 1000 });
  await check('screen', bob);
  await ann.page.getByRole('button', { name: 'Stop sharing' }).click();
  await screen.waitFor({ state: 'detached' });

  // more people than fit
  const more = await crowd(bob.peer, browsers.pageUrl, server, room, ['Cara', 'Dan', 'Eve', 'Finn', 'Gül', 'Hana', 'Ivo', 'Jun']);
  await ann.page.getByText('1–5 of 9').waitFor();
  await check('crowd, speaker');
  await ann.page.getByRole('button', { name: 'Show everybody alike' }).click();
  await ann.page.getByText('1–9 of 10').waitFor();
  await check('crowd');
  await ann.page.keyboard.press('PageDown');
  await ann.page.getByText('10 of 10', { exact: true }).waitFor();
  await ann.page.getByRole('button', { name: 'Previous participants' }).click();
  await ann.page.getByText('1–9 of 10').waitFor();
  await bob.page.getByText('1–6 of 10').waitFor();
  await check('crowd on a phone', bob);
  await bob.page.getByRole('button', { name: 'Next participants' }).click();
  await bob.page.getByText('7–10 of 10').waitFor();
  await more.close();
  await ann.page.getByText('of 10').waitFor({ state: 'detached' });

  // without a camera there is none to see
  await pull(ann.page, camera);
  await ann.page.getByRole('button', { name: 'Start camera' }).waitFor();

  // without sounds nothing is played, and the browser remembers that
  await ann.page.getByRole('button', { name: 'Sounds', pressed: true }).click();
  const before = await notesSoFar(ann.page);
  await bob.page.getByRole('button', { name: 'Leave' }).click();
  await bob.page.getByRole('heading', { name: 'You have left the room.' }).waitFor();
  await ann.tile('Bob').waitFor({ state: 'detached' });
  const quiet = (await notesSoFar(ann.page)) - before;
  const kept = await ann.page.evaluate(() => localStorage.getItem('switchroom.sounds'));
  return { violations, listed, unread, labels, unplugged, link, alike, larger, quiet, kept, complaints: [...ann.complaints(), ...bob.complaints()] };
}, { pages: true });
