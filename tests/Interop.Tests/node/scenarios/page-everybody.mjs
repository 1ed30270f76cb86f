// The pages for those who see little, use the keyboard alone, or hold a telephone: axe-core in every state, light and dark, wide and small.
import { createRoom, RoomPage } from '../lib/room-page.mjs';
import { scenario, server } from '../lib/scenario.mjs';

const phones = JSON.parse(process.env.PHONES);

await scenario(async ({ open }) => {
  const room = 'helpdesk';
  await createRoom(room);
  const owner = new RoomPage(await open('ann', { colour: 'blue' }));
  const { page } = owner;
  const violations = [];
  const check = async (state) => violations.push(...(await owner.check(state)));
  const tabTo = async (name) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      const [label, outline, isPage] = await page.evaluate(() => {
        const focused = document.activeElement;
        return [focused.getAttribute('aria-label') ?? focused.textContent, getComputedStyle(focused).outlineStyle, focused === document.body];
      });
      if (outline === 'none' && !isPage) throw new Error(`the focus cannot be seen on ${label}`);
      if (label.startsWith(name)) return;
    }
    throw new Error(`Tab never came to ${name}`);
  };

  await page.setViewportSize({ width: 390, height: 780 });
  await owner.visit(room, { owner: 'Ann' });
  await page.getByRole('heading', { name: `Join ${room}` }).waitFor();
  const script = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(({ initiatorType, name }) => initiatorType === 'script' || name.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0));
  await check('lobby');
  await tabTo('Join');
  await page.keyboard.press('Enter');
  await page.getByRole('toolbar').waitFor();
  await check('alone');

  await tabTo('Call');
  await page.keyboard.press('Enter');
  await page.keyboard.type(phones.answers); // the field has the focus
  await page.keyboard.press('Tab');
  await page.keyboard.type('Echo');
  await page.keyboard.press('Enter');
  await owner.says('Echo', 'Ringing');
  await check('ringing');
  await owner.says('Echo', 'Talking');
  await page.getByTestId('call-announcement').getByText('Echo has answered', { exact: true }).waitFor({ state: 'attached' });
  await tabTo('Hold Echo');
  await page.keyboard.press('Enter');
  await owner.says('Echo', 'On hold');
  await page.keyboard.press('Enter');
  await owner.says('Echo', 'Talking');
  await tabTo('Keypad');
  await page.keyboard.press('Enter');
  await page.keyboard.type('7');
  await page.getByLabel('Sent').getByText('7').waitFor();
  await check('talking');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const reachable = await page.getByRole('button', { name: 'Mute microphone' }).click({ trial: true }).then(() => true);
  await page.keyboard.press('Escape');
  const back = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('m');
  await page.getByRole('button', { name: /nmute microphone/ }).waitFor();
  await page.getByRole('button', { name: 'Chat' }).click();
  await page.keyboard.type('Hello');
  await page.keyboard.press('Enter');
  await page.getByRole('listitem').getByText('Hello').waitFor();
  await check('chat');

  const complaints = owner.complaints(); // livekit-client writes of what follows
  await page.context().setOffline(true);
  await page.getByText('Reconnecting').waitFor();
  await check('reconnecting');
  await page.context().setOffline(false);
  await page.getByText('Reconnecting').waitFor({ state: 'detached' });
  await owner.says('Echo', 'Talking');
  return { script, complaints, violations, overflow, back, reachable };
}, { pages: true });
