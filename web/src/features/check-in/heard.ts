// SPDX-License-Identifier: MIT
// What the microphone has heard of the room while the camera looks. The words alone leave the listener; nothing of the sound is kept.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { listen, warmSound } from '../../core/sound/sound';

// As the server takes them: the last four, none older than it may still count.
const WORDS = 4;
const OLD_MS = 20_000;
// A check waits for the sound no longer than this: with what the microphone costs, it takes half a second more at the most.
const WAIT_MS = 400;

interface Heard {
  word: string;
  at: number;
}

/** The words that still may count, each once, the newest first. */
export function recent(heard: readonly Heard[], now: number): string[] {
  const fresh = heard.filter(({ at }) => now - at < OLD_MS).map(({ word }) => word);
  return [...new Set(fresh.reverse())].slice(0, WORDS);
}

/** `wanted`: the class plays the sound. `onWord`: called for each that is heard. */
export function useHeard(wanted: boolean, onWord: () => void) {
  const heard = useRef<Heard[]>([]);
  const [deaf, setDeaf] = useState(false);
  const tell = useRef(onWord);
  tell.current = onWord;
  const waited = useRef(false);
  const wake = useRef(() => undefined as void);
  useEffect(() => {
    if (wanted) warmSound();
  }, [wanted]);
  const take = useCallback((stream: MediaStream) => {
    let over = false;
    let end = () => undefined as void;
    setDeaf(stream.getAudioTracks().length === 0);
    void listen(stream, (word) => {
      heard.current = [...heard.current.slice(1 - WORDS), { word, at: performance.now() }];
      wake.current();
      tell.current();
    }).then((stop) => {
      end = stop;
      if (over) stop();
    });
    return () => {
      over = true;
      end();
    };
  }, []);
  const words = () => recent(heard.current, performance.now());
  return {
    listen: wanted ? take : null,
    deaf,
    headers: (): Record<string, string> => {
      const now = words();
      return now.length > 0 ? { 'X-Heard': now.join(',') } : {};
    },
    /** Whether something was heard, waiting for it a moment, once a page. */
    soon: async (): Promise<boolean> => {
      if (wanted && !deaf && !waited.current && words().length === 0) {
        await new Promise<void>((resolve) => {
          wake.current = resolve;
          setTimeout(resolve, WAIT_MS);
        });
      }
      if (wanted) waited.current = true;
      return words().length > 0;
    },
  };
}
