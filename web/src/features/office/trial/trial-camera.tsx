// SPDX-License-Identifier: MIT
// A volunteer before the camera: an enrolment, a check-in or an attack, and at once what became of it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, sendPersistently } from '../../../core/api';
import { pack } from '../../../camera/burst';
import { LOOK_GAP_MS, REACTION_MS } from '../../../camera/steps';
import { type Ask, CameraView } from '../../../camera/view';
import { sleep } from '../../../core/clock';
import { asProblem } from '../../../core/hooks';
import { Button } from '../../../ui/basics';
import { useTurn } from '../../../ui/turn';
import { explain, words } from '../../../core/text';
import { checkIn as checkInWords, trial as trialWords } from '../../../core/text/books';
import type { TrialBurst, Volunteer } from '../../../core/types';

const text = words(checkInWords, trialWords);

const ENROL_FRAMES = 5;
const ENROL_GAP_MS = 500;
// As in a check-in: two that look ahead, time to hear the side and turn, three while turning.
const LOOK_FRAMES = 2;
const TURN_FRAMES = 3;
const TURN_GAP_MS = 600;

export interface TrialTask {
  volunteer: Volunteer;
  kind: 'enrol' | 'check' | 'attack';
  species?: string;
}

interface Enrolment {
  enrolled: boolean;
  reason: string | null;
}

interface Outcome {
  good: boolean;
  title: string;
  lines: string[];
}

function outcomeOfEnrolment({ enrolled, reason }: Enrolment): Outcome {
  const t = text();
  if (enrolled) return { good: true, title: t.trial.outcomeEnrolled, lines: [] };
  const why = explain(new Problem(422, { code: reason ?? 'internal' }));
  return { good: false, title: t.trial.outcomeNotEnrolled, lines: [why.detail, why.next, t.trial.outcomeNotEnrolledHint].filter(Boolean) };
}

function outcomeOfBurst({ acquired, live, compared, matched }: TrialBurst, attack: boolean): Outcome {
  const t = text().trial;
  if (!acquired) return { good: false, title: t.outcomeUnusable, lines: [t.outcomeCounted] };
  const face = compared ? (matched ? t.outcomeMatched : t.outcomeNotMatched) : t.outcomeNotCompared;
  const life = live ? t.outcomeLive : t.outcomeNotLive;
  // Of an attack it is good that it is stopped.
  return { good: attack ? !(live && matched) : live && (matched || !compared), title: life, lines: [face, t.outcomeCounted] };
}

export function TrialCamera({ task, onClose }: { task: TrialTask; onClose: () => void }) {
  const t = text();
  const { volunteer, kind, species } = task;
  const [ask, setAsk] = useState<Ask | null>(null);
  const [saying, setSaying] = useState<string | null>(null);
  const turn = useTurn(setSaying);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const left = useRef(new AbortController());
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => () => left.current.abort(), []);
  useEffect(() => heading.current?.focus(), [outcome, problem]);

  const path = `/api/admin/face-trial/volunteers/${volunteer.id}`;
  const send = async (frames: Blob[], side: 'left' | 'right' | null) => {
    setSaying(t.trial.looking);
    try {
      if (kind === 'enrol') {
        setOutcome(outcomeOfEnrolment(await sendPersistently<Enrolment>('PUT', `${path}/face`, pack(frames), {}, turn.start, left.current.signal)));
      } else {
        const query = new URLSearchParams({ ...(species && { species }), ...(side && { turn: side }) });
        const burst = await sendPersistently<TrialBurst>('POST', `${path}/bursts?${query}`, pack(frames), {}, turn.start, left.current.signal);
        setOutcome(outcomeOfBurst(burst, kind === 'attack'));
      }
    } catch (error) {
      if (!left.current.signal.aborted) setProblem(asProblem(error));
    } finally {
      turn.stop();
      setSaying(null);
    }
  };

  /** Looks ahead, then turns a little to the side that is said then. */
  const perform = async (shoot: () => Promise<Blob>, signal: AbortSignal) => {
    if (kind === 'enrol') return false;
    const frames: Blob[] = [];
    const side = Math.random() < 0.5 ? 'left' : 'right';
    const shootSome = async (count: number, gapMs: number) => {
      for (let i = 0; i < count; i++) {
        if (i > 0) await sleep(gapMs);
        signal.throwIfAborted();
        frames.push(await shoot());
      }
    };
    try {
      await shootSome(LOOK_FRAMES, LOOK_GAP_MS);
      setAsk({ words: t.steps.little[side], more: '', pose: side, percent: 40, colour: null });
      await sleep(REACTION_MS);
      await shootSome(TURN_FRAMES, TURN_GAP_MS);
    } finally {
      setAsk(null);
    }
    void send(frames, side);
    return true;
  };

  const again = () => {
    setOutcome(null);
    setProblem(null);
  };
  const title =
    kind === 'enrol'
      ? t.trial.cameraEnrol(volunteer.word)
      : kind === 'check'
        ? t.trial.cameraCheck(volunteer.word)
        : t.trial.cameraAttack(volunteer.word, species ?? '');
  const words = problem && explain(problem);
  const sheet = outcome ?? (words ? { good: false, title: words.detail, lines: words.next ? [words.next] : [] } : null);
  return (
    <CameraView
      title={title}
      prepare={() => Promise.resolve(ENROL_FRAMES)}
      perform={perform}
      ask={ask}
      onFrames={(frames) => void send(frames, null)}
      onProblem={(error) => setProblem(asProblem(error))}
      onClose={onClose}
      gapMs={ENROL_GAP_MS}
      saying={saying}
    >
      {sheet && (
        <div class="camera-sheet" role="alert" data-outcome={outcome ? (outcome.good ? 'good' : 'bad') : 'refused'} data-code={problem?.code}>
          <h2 ref={heading} tabIndex={-1}>
            {sheet.title}
          </h2>
          {sheet.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <div class="camera-actions">
            <Button kind={sheet.good ? 'primary' : 'plain'} wide onClick={onClose}>
              {t.trial.done}
            </Button>
            <Button kind={sheet.good ? 'plain' : 'primary'} wide onClick={again}>
              {outcome ? t.trial.another : t.app.tryAgain}
            </Button>
          </div>
        </div>
      )}
    </CameraView>
  );
}
