import { useEffect, useEffectEvent } from 'react';
import { texts } from '../texts';
import { Icon } from './Icon';

const text = texts.room;

interface PagerProps {
  page: number;
  perPage: number;
  all: number;
  onPage: (page: number) => void;
}

/** Goes through more people than fit, with its buttons or with Page Up and Page Down. */
export function Pager({ page, perPage, all, onPage }: PagerProps) {
  const last = Math.ceil(all / perPage) - 1;

  const press = useEffectEvent(({ key, target }: KeyboardEvent) => {
    const step = key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
    if (step !== 0 && (target as Element).closest('input, select, aside') === null) onPage(Math.min(last, Math.max(0, page + step)));
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  return (
    <nav className="pager" aria-label={text.pages}>
      <button className="plain" aria-label={text.previousPage} title={text.previousPage} disabled={page === 0} onClick={() => onPage(page - 1)}><Icon name="back" /></button>
      <span aria-live="polite">{text.pageOf(page * perPage + 1, Math.min(all, (page + 1) * perPage), all)}</span>
      <button className="plain" aria-label={text.nextPage} title={text.nextPage} disabled={page === last} onClick={() => onPage(page + 1)}><Icon name="forth" /></button>
    </nav>
  );
}
