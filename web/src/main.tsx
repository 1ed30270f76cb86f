import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { Landing } from './pages/Landing';
import { texts } from './texts';
import './styles.css';

// livekit-client is large and only a room needs it
const RoomPage = lazy(() => import('./pages/RoomPage'));

const room = decodeURIComponent(location.pathname.replace(/^\/+|\/+$/g, ''));
const token = new URLSearchParams(location.search).get('t') ?? '';

document.title = room === '' ? texts.product : `${room} – ${texts.product}`;
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    {room === '' ? (
      <Landing />
    ) : (
      <Suspense fallback={null}>
        <RoomPage room={room} token={token} />
      </Suspense>
    )}
  </StrictMode>,
);
