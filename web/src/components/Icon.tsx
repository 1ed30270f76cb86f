const paths = {
  microphone: 'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3Zm-7 9a7 7 0 0 0 14 0M12 19v3',
  'microphone-off': 'M9 9v3a3 3 0 0 0 5 2m1-4V6a3 3 0 0 0-6-1M5 12a7 7 0 0 0 11 6m3-6v1m-7 6v3M3 3l18 18',
  camera: 'M3 7h12v10H3Zm12 4 6-3v8l-6-3',
  'camera-off': 'M3 7h2m4 0h6v6m0 3v1H3V7m12 4 6-3v8l-3-2M3 3l18 18',
  screen: 'M3 4h18v12H3Zm6 16h6m-3-4v4m0-13v6m-3-3 3-3 3 3',
  chat: 'M4 5h16v11H9l-5 4Z',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-4 3-6 6-6s6 2 6 6m2-9a3 3 0 1 0-1-6m3 9c2 1 3 3 3 6',
  phone: 'M6 3h3l2 5-2.500 2a12 12 0 0 0 5.500 5.500l2-2.500 5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2Z',
  'hang-up': 'M3 14c5-5 13-5 18 0l-2 3-4-1.500v-3a10 10 0 0 0-6 0v3L5 17Z',
  leave: 'M10 4H5v16h5m4-4 4-4-4-4m4 4H9',
  keypad: 'M6 6h.01M12 6h.01M18 6h.01M6 12h.01M12 12h.01M18 12h.01M6 18h.01M12 18h.01M18 18h.01',
  transfer: 'M4 8h13m-4-4 4 4-4 4m7 4H7m4-4-4 4 4 4',
  grid: 'M4 4h7v7H4Zm9 0h7v7h-7ZM4 13h7v7H4Zm9 0h7v7h-7Z',
  speaker: 'M3 4h18v11H3Zm0 14h5v3H3Zm8 0h5v3h-5Z',
  hold: 'M9 5v14M15 5v14',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4Zm4 5h4',
  'bell-off': 'M6 16V11a6 6 0 0 1 1-3.300M10 5.300A6 6 0 0 1 18 11v3m-1 4H4l2-2m4 5h4M3 3l18 18',
  signal: 'M5 20v-4M10 20v-8M15 20V8M20 20V4',
  sliders: 'M4 7h9m6 0h1M4 17h1m6 0h9M16 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Zm-8 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  back: 'M15 5l-7 7 7 7',
  forth: 'M9 5l7 7-7 7',
  close: 'M5 5l14 14M19 5 5 19',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing; the control around it has the words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
