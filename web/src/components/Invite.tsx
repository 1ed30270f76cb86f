import { useState } from 'react';
import { texts } from '../texts';

const text = texts.room;

/** The room's address to pass on. The address of one's own page holds one's own rights, so it is not that. */
export function Invite({ room }: { room: string }) {
  const [copied, setCopied] = useState(false);
  const link = `${location.origin}/${room}`;
  return (
    <div className="invite stack">
      <div className="row">
        <label>
          {text.invite}
          <input readOnly value={link} onFocus={(event) => event.target.select()} aria-describedby="invite-hint" />
        </label>
        {'clipboard' in navigator && (
          <button onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true), () => setCopied(false))}>{text.copy}</button>
        )}
      </div>
      <p id="invite-hint" className="hint" role="status">{copied ? text.copied : text.inviteHint}</p>
    </div>
  );
}
