// SPDX-License-Identifier: MIT
// A check with head turns: each step is shown, a frame is sent, the server says what comes next. The server judges; the
// page only waits, shows and repeats.

import { Problem } from '../core/api';
import { sleep } from '../core/clock';
import type { Mark, Step, StepAnswer } from '../core/types';

/** What the page shows of a step. */
export interface Stage {
  step: Step;
  /** The last frame was not what the step asks for: why. */
  again: string | null;
  /** Fills the screen. */
  colour: string | null;
}

export interface StepTools {
  shoot: () => Promise<Blob>;
  /** Throws Problem. */
  send: (frames: Blob[]) => Promise<StepAnswer>;
  show: (stage: Stage) => void;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  signal: AbortSignal;
}

// Nobody turns a head sooner after being told.
export const REACTION_MS = 900;
// Between two frames of one step.
const AGAIN_MS = 900;
// Between the frames that one sending of a step holds.
export const LOOK_GAP_MS = 350;
// At most two changes a second, whatever the server allows.
const COLOUR_MS = 550;
// The camera shows a new colour a little after the screen does.
const COLOUR_SETTLED = 0.75;

/** Answers after which the same step goes on. */
export const STEP_GOES_ON: readonly string[] = [
  'wrong_pose',
  'no_face',
  'several_faces',
  'too_small',
  'cut_off',
  'too_dark',
  'too_bright',
  'backlit',
  'burnt',
  'tilted',
  'covered',
  'unclear',
  'turned',
  'blurred',
  'turned_away',
  'too_few_frames',
];

/** Nobody has to react to the first step that asks to look ahead: that is what they do already. */
const reaction = (step: Step): number => (step.index === 0 && step.pose === 'centre' ? 0 : REACTION_MS);

async function look(step: Step, tools: StepTools): Promise<Blob[]> {
  const frames = [await tools.shoot()];
  while (frames.length < step.frames_min) {
    await tools.wait(LOOK_GAP_MS);
    tools.signal.throwIfAborted();
    frames.push(await tools.shoot());
  }
  return frames;
}

async function flash(step: Step, again: string | null, tools: StepTools): Promise<Blob[]> {
  const frames: Blob[] = [];
  const each = Math.max(step.colour_ms, COLOUR_MS);
  try {
    for (const colour of step.colours) {
      tools.show({ step, again, colour });
      await tools.wait(each * COLOUR_SETTLED);
      tools.signal.throwIfAborted();
      frames.push(await tools.shoot());
      await tools.wait(each * (1 - COLOUR_SETTLED));
    }
  } finally {
    tools.show({ step, again, colour: null });
  }
  return frames;
}

async function take(step: Step, told: number, tries: number, again: string | null, tools: StepTools): Promise<Blob[]> {
  const ready = tries > 0 ? AGAIN_MS : Math.max(step.hold_ms, reaction(step)) - (tools.now() - told);
  await tools.wait(Math.max(0, ready));
  tools.signal.throwIfAborted();
  return step.colours.length > 0 ? flash(step, again, tools) : look(step, tools);
}

/** One step, repeated while the server allows; its answer, or the refusal that ended the check. */
async function doStep(step: Step, tools: StepTools): Promise<StepAnswer> {
  const told = tools.now();
  let again: string | null = null;
  for (let tries = 0; ; tries++) {
    tools.show({ step, again, colour: null });
    const frames = await take(step, told, tries, again, tools);
    tools.signal.throwIfAborted();
    try {
      return await tools.send(frames);
    } catch (error) {
      if (!(error instanceof Problem) || !STEP_GOES_ON.includes(error.code) || tries + 1 >= step.tries) throw error;
      again = error.code;
    }
  }
}

/** All steps from the first on. Throws the Problem that ended them. */
export async function doSteps(first: Step, tools: StepTools): Promise<Mark> {
  let step = first;
  for (;;) {
    const answer = await doStep(step, tools);
    if (answer.mark) return answer.mark;
    if (!answer.step) throw new Problem(500, { code: 'internal' });
    step = answer.step;
  }
}

export const realTime = { now: () => performance.now(), wait: sleep };
