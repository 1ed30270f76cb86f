import { useEffect, useRef, useState } from 'react';
import { type JoinRequest, type LeaveReason, RoomSession } from '../client/session';
import { readToken } from '../client/token';
import { leaveReasons, texts } from '../texts';
import { useStore } from '../useStore';
import { InRoom } from './InRoom';
import { Lobby } from './Lobby';

/** After these the page gives way to where the token sends people; after the others one may want to join again. */
const OVER: readonly (LeaveReason | undefined)[] = ['left', 'removed', 'closed'];

/** The page at /{room}: the lobby, the stay, and what is said when it is over. */
export default function RoomPage({ room, token }: { room: string; token: string }) {
  const [session, setSession] = useState<RoomSession>();
  const facts = readToken(token);

  function join(request: Omit<JoinRequest, 'room' | 'token'>) {
    const next = new RoomSession({ ...request, room, token });
    setSession(next);
    void next.join();
  }

  return session === undefined ? (
    <Lobby room={room} facts={facts} onJoin={join} />
  ) : (
    <Stay session={session} room={room} mayCall={facts.mayCall} exitTo={facts.exitTo} onAgain={() => setSession(undefined)} />
  );
}

interface StayProps {
  session: RoomSession;
  room: string;
  mayCall: boolean;
  exitTo?: string;
  onAgain: () => void;
}

function Stay({ session, room, mayCall, exitTo, onAgain }: StayProps) {
  const state = useStore(session.state);
  const goesElsewhere = useRef(false);
  const over = state.phase === 'left' && OVER.includes(state.reason);

  useEffect(() => {
    const leave = () => {
      goesElsewhere.current = true;
      void session.leave();
    };
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [session]);

  useEffect(() => {
    if (over && exitTo !== undefined && !goesElsewhere.current) location.assign(exitTo);
  }, [over, exitTo]);

  if (state.phase === 'joining') {
    return <main className="centre"><p role="status">{texts.room.joining}</p></main>;
  }

  if (state.phase === 'left') {
    return (
      <main className="centre">
        <h1>{leaveReasons[state.reason ?? 'lost']}</h1>
        {state.detail && <p className="problem" role="alert">{state.detail}</p>}
        <div className="row">
          <button className="primary" onClick={onAgain}>{texts.left.again}</button>
          <a className="button" href="/">{texts.left.home}</a>
        </div>
      </main>
    );
  }

  return <InRoom session={session} state={state} room={room} mayCall={mayCall} />;
}
