// SPDX-License-Identifier: MIT
// Plays the room sound as long as attendance is open: each period its own word, every few seconds. One window of a browser plays it,
// for two at once would garble each other.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { sleep } from '../../core/clock';
import { mayPlay, outputRate, play, wakeOutput } from '../../core/sound/player';
import { warmSound } from '../../core/sound/sound';
import type { RoomSound } from '../../core/types';

export type SoundState = 'starting' | 'playing' | 'blocked' | 'muted' | 'elsewhere' | 'failed' | 'off';

// Never at the same distance: two devices in one room would otherwise talk over each other all the time.
// Often enough that a quick check, two seconds and a half of looking, has heard a whole word.
const EVERY_MS = 1300;
const EVERY_MORE_MS = 300;
const RETRY_MS = 3000;
const BLOCKED_LOOK_MS = 1000;

/** Muted by a person on this device, until the page is loaded anew. */
let muted = false;

/** Waits until this window alone plays, and says so; the lock is held until the signal. */
async function alone(lecture: number, signal: AbortSignal, wait: () => void): Promise<void> {
  if (!navigator.locks) return;
  const name = `room-sound-${lecture}`;
  const hold = () => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const taken = await new Promise<boolean>((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? hold() : undefined;
    });
  });
  if (taken) return;
  wait();
  await new Promise<void>((resolve) => {
    const held = () => {
      resolve();
      return hold();
    };
    navigator.locks.request(name, { signal }, held).catch(() => resolve());
  });
}

/** False: this browser cannot. `begun`: called when it plays. */
async function playPeriod(lecture: number, signal: AbortSignal, begun: () => void): Promise<boolean> {
  const sound = await get<RoomSound>(`/api/attendance/${lecture}/sound`);
  const until = Date.now() + sound.next_in_ms;
  const samples = await warmSound().say(sound.word, outputRate());
  if (!samples) return false;
  while (!signal.aborted && Date.now() < until) {
    if (!(await mayPlay())) return true;
    if (signal.aborted) return true;
    play(samples);
    begun();
    await sleep(Math.min(EVERY_MS + EVERY_MORE_MS * Math.random(), Math.max(until - Date.now(), 0) + 50));
  }
  return true;
}

async function run(lecture: number, signal: AbortSignal, tell: (state: SoundState) => void): Promise<void> {
  while (!signal.aborted && !(await mayPlay())) {
    tell('blocked');
    await sleep(BLOCKED_LOOK_MS);
  }
  if (signal.aborted) return;
  await alone(lecture, signal, () => tell('elsewhere'));
  while (!signal.aborted) {
    try {
      if (!(await mayPlay())) {
        tell('blocked');
        await sleep(BLOCKED_LOOK_MS);
        continue;
      }
      if (!(await playPeriod(lecture, signal, () => tell('playing')))) return tell('failed');
    } catch {
      await sleep(RETRY_MS);
    }
  }
}

/** `on`: attendance is open, the class plays the sound, and the reader may. */
export function useRoomSound(lecture: number, on: boolean, onPlaying?: () => void) {
  const [state, setState] = useState<SoundState>('starting');
  const [silent, setSilent] = useState(muted);
  const playing = useRef(onPlaying);
  playing.current = onPlaying;
  useEffect(() => {
    if (!on || silent) return;
    const end = new AbortController();
    setState('starting');
    const tell = (next: SoundState) => !end.signal.aborted && setState(next);
    run(lecture, end.signal, tell).catch(() => tell('failed'));
    return () => end.abort();
  }, [lecture, on, silent]);
  const shown: SoundState = !on ? 'off' : silent ? 'muted' : state;
  useEffect(() => {
    if (shown === 'playing') playing.current?.();
  }, [shown]);
  const mute = (next: boolean) => {
    muted = next;
    if (!next) wakeOutput();
    setSilent(next);
  };
  return { state: shown, mute, wake: wakeOutput };
}
