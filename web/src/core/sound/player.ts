// SPDX-License-Identifier: MIT
// What comes out of the loudspeaker. One context a page: the browser lets it sound once a person has tapped, and then for good.

import { sleep } from '../clock';
import { openContext } from './as-it-is';

const METER_SIZE = 1024;
// The meter is full where the sound is as loud as it is made.
const FULL = 0.2;
const ANSWER_MS = 1000;

let context: AudioContext | null = null;
let meter: AnalyserNode | null = null;

function output(): { context: AudioContext; meter: AnalyserNode } {
  if (!context || !meter) {
    context = openContext();
    meter = new AnalyserNode(context, { fftSize: METER_SIZE });
    meter.connect(context.destination);
  }
  return { context, meter };
}

/** Call in a tap: from then on the page may sound. */
export function wakeOutput(): void {
  try {
    void output().context.resume();
  } catch {
    // A browser without it plays nothing.
  }
}

/** Whether the page may sound: asks the browser, which answers soon or, where it waits for a tap, never. */
export async function mayPlay(): Promise<boolean> {
  const { context } = output();
  const runs = () => context.state === 'running';
  if (runs()) return true;
  await Promise.race([context.resume().catch(() => undefined), sleep(ANSWER_MS)]);
  return runs();
}

export const outputRate = (): number => output().context.sampleRate;

/** Plays samples that were made at outputRate(). */
export function play(samples: Float32Array<ArrayBuffer>): void {
  const { context, meter } = output();
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate });
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(meter);
  source.start();
}

/** How loud it is now, 0 to 1. */
export function level(): number {
  if (!meter) return 0;
  const wave = new Float32Array(METER_SIZE);
  meter.getFloatTimeDomainData(wave);
  return Math.min(1, wave.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / FULL);
}
