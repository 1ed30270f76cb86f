import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { KEYPAD, LETTERS, toneOfKey } from '../client/keypad';
import { texts } from '../texts';

const text = texts.call;

/** The keys of a phone, for the mouse, for fingers and for the keyboard. */
export function Keypad({ onPress }: { onPress: (tone: string) => void }) {
  const [sent, setSent] = useState('');
  const group = useRef<HTMLDivElement>(null);

  // whoever opens the keypad wants to type on it
  useEffect(() => group.current?.focus(), []);

  function press(tone: string) {
    setSent((before) => (before + tone).slice(-24));
    onPress(tone);
  }

  function type(event: KeyboardEvent) {
    const tone = event.ctrlKey || event.metaKey || event.altKey || event.repeat ? undefined : toneOfKey(event.key);
    if (tone === undefined) return;
    event.preventDefault();
    press(tone);
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- digits typed anywhere in it are tones; each is a button as well
    <div ref={group} className="keypad" role="group" aria-label={text.keypad} aria-describedby="keypad-hint" tabIndex={0} data-keypad onKeyDown={type}>
      <output aria-label={text.sent}>{sent || '\u00a0'}</output>
      {KEYPAD.map((tone) => (
        <button key={tone} type="button" aria-label={text.key[tone]} data-letters={LETTERS[tone] ?? ''} onClick={() => press(tone)}>{tone}</button>
      ))}
      <p id="keypad-hint" className="hint">{text.keypadHint}</p>
    </div>
  );
}
