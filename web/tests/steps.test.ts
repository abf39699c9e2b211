// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../src/core/api';
import { doSteps, type Stage, type StepTools } from '../src/camera/steps';
import type { Mark, Pose, Step, StepAnswer } from '../src/core/types';

const step = (index: number, pose: Pose, over: Partial<Step> = {}): Step => ({
  index,
  of: 3,
  pose,
  colours: [],
  colour_ms: 400,
  hold_ms: 1200,
  frames_min: 1,
  frames_max: 3,
  tries: 8,
  ...over,
});
const mark = { status: 'P' } as Mark;

/** A server that gives these answers in turn, and a clock that only waiting moves. */
function bench(answers: (StepAnswer | Problem)[]) {
  let at = 0;
  const sent: { at: number; frames: number }[] = [];
  const stages: Stage[] = [];
  const abort = new AbortController();
  const tools: StepTools = {
    shoot: async () => new Blob(['x']),
    send: async (frames) => {
      sent.push({ at, frames: frames.length });
      const answer = answers.shift();
      if (!answer || answer instanceof Problem) throw answer ?? new Problem(500, {});
      return answer;
    },
    show: (stage) => void stages.push(stage),
    now: () => at,
    wait: async (ms) => void (at += ms),
    signal: abort.signal,
  };
  return { tools, sent, stages, abort, elapsed: () => at };
}

test('each step is shown, held, sent, and the mark ends it', async () => {
  const { tools, sent, stages } = bench([{ step: step(1, 'up', { hold_ms: 300 }) }, { step: step(2, 'left') }, { mark }]);
  assert.equal(await doSteps(step(0, 'centre'), tools), mark);
  assert.deepEqual(stages.map((stage) => stage.step.pose), ['centre', 'up', 'left']);
  assert.equal(sent[0]?.at, 1200);
  assert.equal((sent[1]?.at ?? 0) - 1200, 900);
});

test('a wrong pose is tried again with a word, at most eight times', async () => {
  const wrong = () => new Problem(422, { code: 'wrong_pose' });
  const good = bench([wrong(), wrong(), { mark }]);
  await doSteps(step(0, 'left'), good.tools);
  assert.deepEqual(good.stages.map((stage) => stage.again), [null, 'wrong_pose', 'wrong_pose']);
  const bad = bench(Array.from({ length: 20 }, wrong));
  await assert.rejects(doSteps(step(0, 'left'), bad.tools), { code: 'wrong_pose' });
  assert.equal(bad.sent.length, 8);
  assert.ok(bad.elapsed() < 12_000, 'within the time of a step');
});

test('a little turn: two frames of looking ahead at once, then few tries', async () => {
  const wrong = () => new Problem(422, { code: 'wrong_pose' });
  const turn = { step: step(1, 'left', { of: 2, hold_ms: 300, tries: 4 }) };
  const first = step(0, 'centre', { of: 2, hold_ms: 300, frames_min: 2, frames_max: 2 });
  const good = bench([turn, wrong(), { mark }]);
  assert.equal(await doSteps(first, good.tools), mark);
  assert.deepEqual(good.sent.map((one) => one.frames), [2, 1, 1]);
  assert.equal(good.sent[0]?.at, 300 + 350);
  assert.ok(good.elapsed() < 3000, 'three seconds with one try too early');
  const bad = bench([turn, ...Array.from({ length: 9 }, wrong)]);
  await assert.rejects(doSteps(first, bad.tools), { code: 'wrong_pose' });
  assert.equal(bad.sent.length, 1 + 4);
});

test('any other refusal ends the check at once', async () => {
  for (const code of ['flat_face', 'no_match', 'repeated_frames', 'bad_timing', 'challenge_unknown', 'window_closed']) {
    const { tools, sent } = bench([new Problem(422, { code }), { mark }]);
    await assert.rejects(doSteps(step(0, 'left'), tools), { code });
    assert.equal(sent.length, 1);
  }
});

test('colours stand half a second or longer, one frame in each, and none stays', async () => {
  const colours = ['#ff5a5a', '#4dff6a', '#5a78ff', '#fff04d'];
  const { tools, sent, stages, elapsed } = bench([{ mark }]);
  await doSteps(step(3, 'centre', { colours, hold_ms: 0 }), tools);
  assert.equal(sent[0]?.frames, 4);
  assert.deepEqual(stages.map((stage) => stage.colour), [null, ...colours, null]);
  assert.ok(elapsed() >= 4 * 500);
});

test('leaving the page ends it', async () => {
  const { tools, sent, abort } = bench([{ mark }]);
  abort.abort();
  await assert.rejects(doSteps(step(0, 'left'), tools), { name: 'AbortError' });
  assert.equal(sent.length, 0);
});
