// SPDX-License-Identifier: MIT
// The keeper of the sound's worker, fetched when a page first plays or listens. It may never come up (an old phone): whoever waits for
// it hears of that, and goes on without.

import { openSource } from './as-it-is';
import tapUrl from './tap.worklet?worker&url';

interface Answer {
  id: number;
  samples?: Float32Array<ArrayBuffer>;
  heard?: string;
  failed?: string;
}

type Listener = (answer: Answer | null) => void;

class Sound {
  private worker: Worker;
  private listeners = new Map<number, Listener>();
  private asked = 0;
  private broken = false;

  constructor() {
    this.worker = new Worker(new URL('./sound.worker.ts', import.meta.url), { type: 'module', name: 'sound' });
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => (data.failed === undefined ? this.listeners.get(data.id)?.(data) : this.fail());
    this.worker.onerror = () => this.fail();
  }

  private fail(): void {
    this.broken = true;
    for (const tell of this.listeners.values()) tell(null);
    this.listeners.clear();
  }

  private begin(tell: Listener): number {
    const id = ++this.asked;
    if (this.broken) tell(null);
    else this.listeners.set(id, tell);
    return id;
  }

  /** The word as samples at a rate; null when this browser cannot. */
  say(word: string, rate: number): Promise<Float32Array<ArrayBuffer> | null> {
    return new Promise((resolve) => {
      const id = this.begin((answer) => {
        this.listeners.delete(id);
        resolve(answer?.samples ?? null);
      });
      this.worker.postMessage({ id, say: word, rate });
    });
  }

  /** Calls `onWord` for each word in what comes out of the port, until the returned function is called. */
  hear(port: MessagePort, rate: number, onWord: (word: string) => void): () => void {
    const id = this.begin((answer) => answer?.heard && onWord(answer.heard));
    this.worker.postMessage({ id, listen: port, rate }, [port]);
    return () => {
      this.listeners.delete(id);
      this.worker.postMessage({ id, end: true });
    };
  }
}

let sound: Sound | null = null;

/** Starts the worker, once. */
export function warmSound(): Sound {
  sound ??= new Sound();
  return sound;
}

/**
 * Listens to a microphone until the returned function is called. What it hears stays in this browser: the words alone come out. Does
 * nothing where there is no microphone, or the browser cannot.
 */
export async function listen(stream: MediaStream, onWord: (word: string) => void): Promise<() => void> {
  if (stream.getAudioTracks().length === 0 || !('AudioWorkletNode' in window)) return () => undefined;
  const source = openSource(stream);
  const { context } = source;
  if (!(context instanceof AudioContext)) return () => undefined;
  try {
    await context.audioWorklet.addModule(tapUrl);
    const tap = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 0 });
    const { port1, port2 } = new MessageChannel();
    tap.port.postMessage(port1, [port1]);
    const end = warmSound().hear(port2, context.sampleRate, onWord);
    source.connect(tap);
    void context.resume();
    return () => {
      end();
      void context.close();
    };
  } catch {
    void context.close();
    return () => undefined;
  }
}
