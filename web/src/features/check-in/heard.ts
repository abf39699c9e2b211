// SPDX-License-Identifier: MIT
// What the microphone has heard of the room while the camera looks. The words alone leave the listener; nothing of the sound is kept.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { AS_IT_IS } from '../../core/sound/as-it-is';
import { listen, warmSound } from '../../core/sound/sound';
import type { Mark } from '../../core/types';

// As the server takes them: the last four, none older than it may still count.
const WORDS = 4;
const OLD_MS = 20_000;
// A check waits for the sound no longer than this: with what the microphone costs, it takes half a second more at the most. A word that
// comes later settles the mark: useHeardAfter.
const WAIT_MS = 250;
// After a mark without it, the page listens for as long as the word of a period is played a few times.
const AFTER_MS = 25_000;

// A microphone that was open on this page may be opened again without a question; not every browser says so itself.
let allowed = false;

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
    const tracks = stream.getAudioTracks().length;
    allowed ||= tracks > 0;
    setDeaf(tracks === 0);
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

async function isAllowed(): Promise<boolean> {
  try {
    return allowed || (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state === 'granted';
  } catch {
    return false;
  }
}

const settle = (lecture: string, word: string) =>
  post<{ mark: Mark }>(`/api/attendance/${lecture}/check-in/code`, {}, { headers: { 'X-Heard': word } }).catch(() => null);

/**
 * A mark that came before a word did: where the microphone is allowed already, it listens on for a moment, and what it hears then settles
 * the mark. Answers whether it is listening.
 */
export function useHeardAfter(lecture: string, wanted: boolean, onSettled: (mark: Mark) => void): boolean {
  const [listening, setListening] = useState(false);
  const tell = useRef(onSettled);
  tell.current = onSettled;
  useEffect(() => {
    if (!wanted) return;
    let over = false;
    let stop = () => undefined as void;
    const told = new Set<string>();
    const onWord = async (word: string) => {
      if (over || told.has(word)) return;
      told.add(word);
      const answer = await settle(lecture, word);
      if (over || !answer || answer.mark.flags.includes('room_unproven')) return;
      end();
      tell.current(answer.mark);
    };
    const end = () => {
      over = true;
      stop();
      stop = () => undefined;
      setListening(false);
    };
    const begin = async () => {
      if (!(await isAllowed()) || over) return;
      const stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS });
      const close = () => stream.getTracks().forEach((track) => track.stop());
      if (over) return close();
      const deafen = await listen(stream, (word) => void onWord(word));
      stop = () => {
        deafen();
        close();
      };
      if (over) return stop();
      setListening(true);
    };
    void begin().catch(() => undefined);
    const timer = setTimeout(end, AFTER_MS);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [lecture, wanted]);
  return listening;
}
