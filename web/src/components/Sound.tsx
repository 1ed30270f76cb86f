import type { Track } from 'livekit-client';
import { useEffect } from 'react';

/** Plays an audio track; there is nothing to see. */
export function Sound({ track }: { track: Track }) {
  useEffect(() => {
    const audio = track.attach();
    return () => {
      track.detach(audio);
      audio.remove();
    };
  }, [track]);

  return null;
}
