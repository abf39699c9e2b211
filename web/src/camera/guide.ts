// SPDX-License-Identifier: MIT
// The worker's keeper on the page. It may never come up (an old phone, a blocked file): the page goes on without it.

import type { Sighting } from './advice';

export type GuideState = 'loading' | 'ready' | 'failed';

interface Answer extends Sighting {
  id?: number;
  ready?: true;
  failed?: string;
}

// Slower than this and the guidance lags behind the person: better none.
const TOO_SLOW_MS = 900;
const SLOW_ANSWERS = 3;

class Guide {
  state: GuideState = 'loading';
  private worker: Worker | null = null;
  private waiting: ((sighting: Sighting | null) => void) | null = null;
  private sent = 0;
  private slow = 0;
  private sentAt = 0;
  private listeners = new Set<() => void>();

  constructor() {
    try {
      this.worker = new Worker(new URL('./guide.worker.ts', import.meta.url), { type: 'module', name: 'guide' });
    } catch {
      this.state = 'failed';
      return;
    }
    this.worker.onmessage = (event: MessageEvent<Answer>) => this.take(event.data);
    this.worker.onerror = () => this.fail();
  }

  /** Calls `listener` when the state changes; returns how to stop that. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** What is in the frame; null when the guide cannot tell. One frame at a time. */
  async look(video: HTMLVideoElement): Promise<Sighting | null> {
    if (this.state !== 'ready' || this.waiting || video.readyState < 2) return null;
    let frame: ImageBitmap;
    try {
      frame = await createImageBitmap(video);
    } catch {
      return null;
    }
    const id = ++this.sent;
    this.sentAt = performance.now();
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.worker?.postMessage({ frame, id }, [frame]);
    });
  }

  private take(answer: Answer): void {
    if (answer.ready) return this.change('ready');
    if (answer.failed !== undefined) return this.fail();
    if (answer.id !== this.sent) return;
    this.slow = performance.now() - this.sentAt > TOO_SLOW_MS ? this.slow + 1 : 0;
    this.answer(answer);
    if (this.slow >= SLOW_ANSWERS) this.fail();
  }

  private answer(sighting: Sighting | null): void {
    const resolve = this.waiting;
    this.waiting = null;
    resolve?.(sighting);
  }

  private fail(): void {
    this.worker?.terminate();
    this.worker = null;
    this.answer(null);
    this.change('failed');
  }

  private change(state: GuideState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

let guide: Guide | null = null;

/** Starts the worker, its runtime and its model, once. Call early: when a lecture is live, before the camera page. */
export function warmGuide(): Guide {
  guide ??= new Guide();
  return guide;
}
