/** The keys of a phone, in their rows. */
export const KEYPAD = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The letters under the keys. */
export const LETTERS: Readonly<Record<string, string>> = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };

/** The tone that a key of the computer's keyboard stands for. */
export function toneOfKey(key: string): string | undefined {
  return /^[0-9*#]$/.test(key) ? key : /^[a-d]$/i.test(key) ? key.toUpperCase() : undefined;
}

const MOST_AT_ONCE = 20; // the server's limit for one request

/** Sends tones in the order in which they were pressed, one request at a time; what is pressed meanwhile goes with the next. */
export class ToneQueue {
  #waiting = '';
  #sending = false;
  readonly #send: (tones: string) => Promise<void>;

  constructor(send: (tones: string) => Promise<void>) {
    this.#send = send;
  }

  /** Resolves when everything pressed so far is sent. */
  async press(tone: string): Promise<void> {
    this.#waiting += tone;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#waiting !== '') {
        const tones = this.#waiting.slice(0, MOST_AT_ONCE);
        this.#waiting = this.#waiting.slice(MOST_AT_ONCE);
        await this.#send(tones);
      }
    } finally {
      this.#waiting = '';
      this.#sending = false;
    }
  }
}
