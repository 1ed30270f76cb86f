import { useEffect, useState } from 'react';

/** What the server answers, asked again whenever the question is another one. Until then, and where it refuses: what the page can do without. */
export function useAnswer<T>(question: () => Promise<T>, without: T, ...again: readonly unknown[]): T {
  const [answer, setAnswer] = useState(without);
  useEffect(() => {
    let wanted = true;
    question().then((found) => wanted && setAnswer(found), () => undefined);
    return () => {
      wanted = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the caller says when the question is another one
  }, again);
  return answer;
}
