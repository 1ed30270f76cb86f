import type { Track } from 'livekit-client';
import { useEffect, useRef } from 'react';

/** A video track in an element of its own. */
export function Picture({ track, mirrored = false, whole = false }: { track: Track; mirrored?: boolean; whole?: boolean }) {
  const element = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    track.attach(video);
    return () => void track.detach(video);
  }, [track]);

  return <video ref={element} className={`picture${mirrored ? ' mirrored' : ''}${whole ? ' whole' : ''}`} autoPlay playsInline muted />;
}
