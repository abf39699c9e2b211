// SPDX-License-Identifier: MIT
// The room sound: words as sound and back, through what lies between a loudspeaker and a phone; and what a check-in says it heard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCodec } from '../src/core/sound/codec';
import { recent } from '../src/features/check-in/heard';

const FRAME = 1024;
const RATE = 48_000;
const WORD = 'K7XP2MQZ';

/** Numbers that are the same in every run, -1 to 1. */
function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** A room of two seconds and a half in which the samples sound half a second after its beginning. */
function room(samples: Float32Array, gain: number, noise: number): Float32Array {
  const whole = new Float32Array(2.5 * RATE);
  const next = noiseOf(7);
  for (let i = 0; i < whole.length; i++) whole[i] = noise * next();
  samples.forEach((value, i) => (whole[i + RATE / 2] = (whole[i + RATE / 2] ?? 0) + gain * value));
  return whole;
}

function hear(ear: { take: (samples: Float32Array) => string | null }, whole: Float32Array): string[] {
  const heard: string[] = [];
  for (let at = 0; at + FRAME <= whole.length; at += FRAME) {
    const word = ear.take(whole.slice(at, at + FRAME));
    if (word) heard.push(word);
  }
  return heard;
}

const powerOf = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

test('a word lasts a second, is no louder than a fifth, and is heard weakly and in noise', async () => {
  const codec = await openCodec();
  const samples = codec.say(WORD, RATE);
  assert.ok(Math.abs(samples.length / RATE - 1) < 0.05, `${samples.length / RATE} s`);
  assert.ok(samples.every((value) => Math.abs(value) < 0.25));
  const loud = powerOf(samples) * Math.sqrt(3); // of white noise as strong as the sound
  const rooms = [[1, 0], [0.01, 0], [1, loud], [0.1, 0.03 * loud]] as const; // -40 dB; 0 dB of noise
  for (const [gain, noise] of rooms) {
    const ear = codec.ear(RATE);
    assert.deepEqual(hear(ear, room(samples, gain, noise)), [WORD], `gain ${gain}, noise ${noise}`);
    ear.close();
  }
});

test('what a call of 16 kHz would carry, silence and noise are no word', async () => {
  const codec = await openCodec();
  const samples = codec.say(WORD, RATE);
  // The mean of three samples, each third alone: all above 8 kHz is folded or gone.
  const call = samples.map((_, i) => {
    const from = i - (i % 3);
    return ((samples[from] ?? 0) + (samples[from + 1] ?? 0) + (samples[from + 2] ?? 0)) / 3;
  });
  for (const [name, sound, noise] of [['a call', call, 0], ['silence', samples.fill(0), 0], ['noise', samples, 0.3]] as const) {
    const ear = codec.ear(RATE);
    assert.deepEqual(hear(ear, room(sound, 1, noise)), [], name);
    ear.close();
  }
});

test('one ear hears one word after the other', async () => {
  const codec = await openCodec();
  const ear = codec.ear(RATE);
  const heard = [WORD, '23456789', WORD].flatMap((word) => hear(ear, room(codec.say(word, RATE), 0.1, 0.001)));
  assert.deepEqual(heard, [WORD, '23456789', WORD]);
});

test('a check-in says the last four words, the newest first, and none that is too old to count', () => {
  const at = (word: string, seconds: number) => ({ word, at: 1000 * seconds });
  assert.deepEqual(recent([], 0), []);
  const heard = [at('A', 0), at('B', 5), at('C', 10), at('B', 12), at('D', 15), at('E', 16)];
  assert.deepEqual(recent(heard, 17_000), ['E', 'D', 'B', 'C']);
  assert.deepEqual(recent(heard, 31_500), ['E', 'D', 'B']);
  assert.deepEqual(recent(heard, 60_000), []);
});
