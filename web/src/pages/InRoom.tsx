import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { readFirstCall } from '../client/firstCall';
import type { RoomSession, SessionState } from '../client/session';
import { CallAnnouncements } from '../components/CallAnnouncements';
import { CallPanel } from '../components/CallPanel';
import { Chat } from '../components/Chat';
import { ControlBar, type PanelName } from '../components/ControlBar';
import { DevicePanel } from '../components/DevicePanel';
import { Invite } from '../components/Invite';
import { People } from '../components/People';
import { PeopleSounds } from '../components/PeopleSounds';
import { Sound } from '../components/Sound';
import { Stage } from '../components/Stage';
import { TopBar } from '../components/TopBar';
import { texts } from '../texts';
import { useStore } from '../useStore';

interface InRoomProps {
  session: RoomSession;
  state: SessionState;
  room: string;
  mayCall: boolean;
}

/** The stay in a room: pictures, one panel beside them, the controls below. */
export function InRoom({ session, state, room, mayCall }: InRoomProps) {
  const wide = matchMedia('(min-width: 60rem)').matches;
  const [panel, setPanel] = useState<PanelName | undefined>(() => (mayCall && (wide || readFirstCall(location.hash) !== '') ? 'call' : undefined));
  const [speakerView, setSpeakerView] = useState(false);
  const [read, setRead] = useState(0);
  const show = (name?: PanelName) => {
    setRead(state.chat.length);
    setPanel(name);
  };
  const toggle = (name: PanelName) => show(panel === name ? undefined : name);

  const aside = useRef<HTMLElement>(null);
  const calls = useStore(session.calls.state);
  useShortcuts(session, state, () => show(undefined));
  useFocusOn(aside, panel);
  const { people } = state;
  return (
    <div className="in-room">
      <TopBar room={room} session={session} state={state} speakerView={speakerView} devicesOpen={panel === 'devices'} onSpeakerView={setSpeakerView} onDevices={() => toggle('devices')} />
      <Stage people={people} calls={calls} speakerView={speakerView} desk={mayCall ? session.calls : undefined} />
      {panel && (
        <aside ref={aside} className="panel" aria-label={texts.room[panel]}>
          <header>
            <h2>{panel === 'call' ? texts.call.title : texts.room[panel]}</h2>
            <button className="plain" onClick={() => show(undefined)}>{texts.room.close}</button>
          </header>
          {panel === 'people' && <div className="stack"><People people={people} /><Invite room={room} /></div>}
          {panel === 'chat' && <Chat lines={state.chat} onSay={(text) => session.say(text)} />}
          {panel === 'devices' && <DevicePanel session={session} />}
          {panel === 'call' && <CallPanel desk={session.calls} calls={calls} />}
        </aside>
      )}
      <ControlBar session={session} state={state} mayCall={mayCall} panel={panel} unread={panel === 'chat' ? 0 : state.chat.length - read} onPanel={toggle} />
      <CallAnnouncements calls={calls} />
      <PeopleSounds people={people} connected={state.phase === 'joined'} />
      {people.filter((person) => !person.isSelf).flatMap((person) => person.audio.map((track) => <Sound key={track.sid} track={track} />))}
    </div>
  );
}

// whoever opens a panel wants to use it; whoever closes it wants back to where they were
function useFocusOn(aside: RefObject<HTMLElement | null>, panel: PanelName | undefined) {
  const shown = useRef(panel);
  const opener = useRef<Element>(null);
  useEffect(() => {
    if (shown.current === panel) return;
    shown.current = panel;
    if (panel !== undefined) {
      opener.current = document.activeElement;
      (aside.current?.querySelector<HTMLElement>('input:not([readonly]), select') ?? aside.current?.querySelector('button'))?.focus();
    } else if (opener.current instanceof HTMLElement) {
      opener.current.focus();
    }
  }, [aside, panel]);
}

// letters alone, as in other meeting pages; never while something is being typed. Escape closes the panel from wherever the focus is
function useShortcuts(session: RoomSession, state: SessionState, close: () => void) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const actions: Record<string, () => Promise<void>> = {
      m: () => session.setMicrophone(!state.microphoneOn),
      v: () => session.setCamera(!state.cameraOn),
      s: () => session.setScreen(!state.screenOn),
    };
    if (event.key === 'Escape') close();
    const typing = (event.target as Element).closest('input, textarea, select, [data-keypad]') !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    void actions[event.key.toLowerCase()]?.();
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
