// SPDX-License-Identifier: MIT
// Mark attendance: challenge, camera, burst, answer. Every refusal says why and what to do next.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { patiently, post, Problem, sendPersistently } from '../../core/api';
import { pack } from '../../camera/burst';
import { cameraHeaders } from '../../camera/odd';
import { doSteps, realTime, STEP_GOES_ON, type Stage } from '../../camera/steps';
import { type Ask, CameraView } from '../../camera/view';
import { until } from '../../core/clock';
import { asProblem, useLoad, usePageTitle } from '../../core/hooks';
import { useAway } from '../../ui/away';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { isOpenMark } from '../../ui/class/marks';
import { Icon } from '../../ui/icons';
import { PositionQuestion } from '../../ui/position';
import { Shell } from '../../ui/shell';
import { useTurn } from '../../ui/turn';
import { keepSoon } from '../../core/receipts-kept';
import { settle } from '../../core/push/push';
import { toast } from '../../ui/toast';
import { forgetScan, scanned as scannedNow } from '../../core/scan';
import { navigate } from '../../core/router';
import { explain, words } from '../../core/text';
import { checkIn as checkInWords, groups as groupsWords, own as ownWords, sound as soundWords, unlock as unlockWords } from '../../core/text/books';
import { clockTime } from '../../core/text/format';
import type { Challenge, Mark, Mine, Policy, StepAnswer } from '../../core/types';
import { useHeard } from './heard';
import { CodeCheckIn } from './mark-code';
import { RoomShow } from './room-show';
import { readyToSign, signedBy } from './signed';
import { SetUp } from './set-up';
import { couldUnlock, UnlockFirst, unlockDue } from './unlock-due';
import { RoomCodeSheet } from './room-code-sheet';

const text = words(checkInWords, groupsWords, ownWords, soundWords, unlockWords);

const FRAME_GAP_MS = 250;
// A challenge closer to its end than this is not worth starting with.
const CHALLENGE_MARGIN_MS = 8000;
// After these another try cannot help: the way on is another page, or the professor.
const FINAL = [
  'window_closed',
  'window_not_open',
  'consent_needed',
  'face_not_enrolled',
  'face_outdated',
  'other_model',
  'not_found',
  'not_your_group',
  'device_shared',
  'device_new',
  'device_unsigned',
];

/** The challenge in hand, asked for early and used once. */
function useChallenge(lecture: string) {
  const held = useRef<Challenge | null>(null);
  const asking = useRef<Promise<Challenge> | null>(null);
  const renew = useCallback(async () => {
    asking.current ??= patiently(
      () => post<Challenge>(`/api/attendance/${lecture}/challenge`),
      () => undefined,
    ).finally(() => (asking.current = null));
    held.current = await asking.current;
    return held.current;
  }, [lecture]);
  const prepare = useCallback(async () => {
    if (held.current && until(held.current.expires_at) > CHALLENGE_MARGIN_MS) return held.current;
    return renew();
  }, [renew]);
  const spend = useCallback(() => {
    const challenge = held.current?.challenge ?? '';
    held.current = null;
    return challenge;
  }, []);
  return { prepare, renew, spend };
}

// The code is another way to show that one is there, not a way around what the classroom asks of every check-in.
const NOT_BY_CODE_EITHER = ['window_closed', 'window_not_open', 'not_your_group', 'network_other', 'outside', 'device_shared', 'device_new', 'device_unsigned'];

function useSecondsLeft(problem: Problem | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const end = Date.now() + (problem?.retryAfterSeconds ?? 0) * 1000;
    const update = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    update();
    const timer = setInterval(update, 500);
    return () => clearInterval(timer);
  }, [problem]);
  return left;
}

interface Tried {
  problem: Problem;
  at: number;
}

interface RefusedProps {
  problem: Problem;
  /** What was refused before on this page, the newest first. */
  before: readonly Tried[];
  onRetry: () => void;
  onCode: (() => void) | null;
}

function Refused({ problem, before, onRetry, onCode }: RefusedProps) {
  const t = text();
  const { detail, next } = explain(problem);
  const wait = useSecondsLeft(problem);
  const final = FINAL.includes(problem.code);
  const sheet = useRef<HTMLHeadingElement>(null);
  useEffect(() => sheet.current?.focus(), [problem]);
  const needsFace = ['consent_needed', 'face_not_enrolled', 'face_outdated', 'other_model'].includes(problem.code);
  return (
    <div class="camera-sheet" role="alert" data-code={problem.code}>
      <h2 ref={sheet} tabIndex={-1}>
        {t.mark.failed}
      </h2>
      <p class="camera-reason">{detail}</p>
      {next && <p>{next}</p>}
      {problem.code === 'network' && <p>{t.away.cannotWait}</p>}
      <div class="camera-actions">
        {!final && (
          <Button kind="primary" wide disabled={wait > 0} onClick={onRetry}>
            {wait > 0 ? t.mark.waitSeconds(wait) : t.app.tryAgain}
          </Button>
        )}
        {needsFace && (
          <LinkButton kind="primary" wide href="/face">
            {t.student.setUp}
          </LinkButton>
        )}
        {onCode && !NOT_BY_CODE_EITHER.includes(problem.code) && (
          <Button wide onClick={onCode}>
            {t.check.codeInstead}
          </Button>
        )}
        <LinkButton wide href="/">
          {t.app.goHome}
        </LinkButton>
      </div>
      <p class="muted">{t.mark.other}</p>
      {before.length > 0 && (
        <details class="tried">
          <summary>{t.own.setUp.tried}</summary>
          <ul>
            {before.map(({ problem: past, at }) => (
              <li key={at}>
                <span class="muted">{clockTime(at)}</span> {explain(past).detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface DoneProps {
  mark: Mark;
  subject: string;
  zone: string;
  already: boolean;
  lecture: string;
  /** The mark lacks the room, and attendance is still open. */
  onSettled: ((mark: Mark) => void) | null;
  /** The class plays the room sound. */
  sound: boolean;
  /** A passkey would have spared it a sign. */
  passkey: boolean;
}

function Done({ mark, subject, zone, already, lecture, onSettled, sound, passkey }: DoneProps) {
  const t = text();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    if (!already) navigator.vibrate?.(80);
    forgetScan();
    keepSoon(Number(lecture));
    // That attendance is open is no news any more.
    void settle(`lecture-${lecture}`).catch(() => undefined);
  }, []);
  const status = mark.status ?? 'P';
  return (
    <div class={`result result-${status}`}>
      <div class="result-badge" aria-hidden="true">
        <Icon name="check" />
      </div>
      <div role="status">
        {already && <p class="result-over">{t.mark.already}</p>}
        <h1 ref={heading} tabIndex={-1}>
          {t.mark.done[status]}
        </h1>
        <p class="result-subject">{subject}</p>
        {mark.marked_at && <p class="result-time">{t.mark.at(clockTime(mark.marked_at, zone))}</p>}
        {status === 'L' && mark.minutes_late ? <p>{t.student.minutesLate(mark.minutes_late)}</p> : null}
      </div>
      {onSettled && <RoomShow lecture={lecture} sound={sound} onSettled={onSettled} />}
      {passkey && !already && (
        <section class="card unlock-offer" aria-labelledby="unlock-offer">
          <h2 id="unlock-offer">{t.unlock.offer}</h2>
          <p>{t.unlock.offerHint}</p>
          <LinkButton wide icon="fingerprint" href="/account/security">
            {t.unlock.make}
          </LinkButton>
        </section>
      )}
      <LinkButton kind={onSettled ? 'plain' : 'primary'} href="/">
        {t.app.goHome}
      </LinkButton>
    </div>
  );
}

/** A step in words. */
function askOf({ step, again, colour }: Stage, policy: Policy): Ask {
  const t = text();
  const said = again && STEP_GOES_ON.includes(again) ? (t.steps.again[again] ?? null) : null;
  const pose = policy === 'turn' ? t.steps.little[step.pose] : t.steps.pose[step.pose];
  return {
    words: step.colours.length > 0 ? t.steps.colours : pose,
    more: said ?? t.steps.of(step.index + 1, step.of),
    pose: step.pose,
    percent: (100 * step.index) / step.of,
    colour,
  };
}

const ASKED = ['code_needed', 'code_wrong', 'position_needed', 'room_needed'] as const;
type Asked = (typeof ASKED)[number] | 'position_wanted';

interface CheckProps {
  lecture: string;
  mine: Mine;
  /** What the QR code's link brought: it counts as the room code. */
  scanned: string;
  onMarked: (mark: Mark) => void;
  onStale: () => void;
  /** The phone's unlock is asked for after all, or counts no longer. */
  onLocked: () => void;
  /** To the check-in by code alone; null when the classroom does not allow it. */
  onCode: (() => void) | null;
}

function Check({ lecture, mine, scanned, onMarked, onStale, onLocked, onCode }: CheckProps) {
  const t = text();
  const { prepare, renew, spend } = useChallenge(lecture);
  const [stage, setStage] = useState<Stage | null>(null);
  const [policy, setPolicy] = useState<Policy>('passive');
  const code = useRef(scanned);
  const position = useRef('');
  const [asking, setAsking] = useState<Asked | null>(mine.position_wanted ? 'position_wanted' : null);
  // What asks for the room is answered as soon as it is heard.
  const heard = useHeard(mine.sound_wanted, () => setAsking((now) => (now === 'room_needed' ? null : now)));
  const [saying, setSaying] = useState<string | null>(null);
  const turn = useTurn(setSaying);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState<Tried[]>([]);
  const left = useRef(new AbortController());
  const secondChance = useRef(true);
  useEffect(() => () => left.current.abort(), []);

  const refuse = (error: unknown) => {
    if (left.current.signal.aborted) return;
    const refusal = asProblem(error);
    if (refusal.code === 'already_marked') return onStale();
    if (refusal.code === 'unlock_needed') return onLocked();
    const asked = ASKED.find((one) => one === refusal.code);
    if (asked) return setAsking(asked);
    setProblem(refusal);
    setTried((old) => [{ problem: refusal, at: Date.now() }, ...old]);
  };
  // A code is soon old: it is asked for before each try, never kept for the next.
  const ready = async () => {
    const challenge = await prepare();
    if (challenge.code_needed && !code.current) throw new Problem(409, { code: 'code_needed' });
    return challenge;
  };
  // Where the room is a must, a face without it need not be looked at.
  const inRoom = async () => {
    const challenge = await ready();
    if (mine.room_rule === 'refuse' && !code.current && !(await heard.soon())) throw new Problem(409, { code: 'room_needed' });
    return challenge;
  };
  const spendBoth = () => {
    const headers = {
      'X-Challenge': spend(),
      ...(code.current && { 'X-Room-Code': code.current }),
      ...(position.current && { 'X-Position': position.current }),
    };
    code.current = '';
    return headers;
  };
  const send = async (frames: Blob[]) => {
    setSaying(t.camera.sending);
    try {
      const path = `/api/attendance/${lecture}/check-in`;
      const [signed] = await Promise.all([signedBy(lecture, spendBoth(), frames), heard.soon()]);
      const headers = { ...signed, ...heard.headers(), ...cameraHeaders() };
      const answer = await sendPersistently<{ mark: Mark }>('POST', path, pack(frames), headers, turn.start, left.current.signal);
      onMarked(answer.mark);
    } catch (error) {
      // The person took long to get ready: the next burst starts by itself, once.
      const late = error instanceof Problem && ['challenge_expired', 'challenge_unknown'].includes(error.code);
      if (late && secondChance.current) secondChance.current = false;
      else refuse(error);
    } finally {
      turn.stop();
      setSaying(null);
    }
  };

  // The steps count from the challenge on: a fresh one, now that the face is in place.
  const perform = async (shoot: () => Promise<Blob>, signal: AbortSignal) => {
    if ((await inRoom()).policy === 'passive') return false;
    const { step } = await renew();
    if (!step) return false;
    const headers = spendBoth();
    const path = `/api/attendance/${lecture}/challenge/step`;
    let last = false;
    const show = (next: Stage) => {
      last = next.step.index + 1 === next.step.of;
      setStage(next);
    };
    const send = async (frames: Blob[]) => {
      const [signed] = await Promise.all([signedBy(lecture, headers, frames), last && heard.soon()]);
      const all = { ...signed, ...heard.headers(), ...cameraHeaders() };
      return sendPersistently<StepAnswer>('POST', path, pack(frames), all, () => undefined, signal);
    };
    try {
      onMarked(await doSteps(step, { shoot, send, show, signal, ...realTime }));
    } finally {
      setStage(null);
    }
    return true;
  };

  const hints = [
    ...(policy === 'active_colour' ? [t.steps.warning] : []),
    ...(mine.sound_wanted ? [heard.deaf ? t.sound.deaf : t.sound.listens] : []),
  ];
  return (
    <CameraView
      title={mine.lecture.subject}
      prepare={async () => {
        const challenge = await ready();
        setPolicy(challenge.policy);
        return challenge.frames;
      }}
      perform={perform}
      ask={stage && askOf(stage, policy)}
      hint={hints.join(' ') || null}
      listen={heard.listen}
      onFrames={(frames) => void send(frames)}
      onProblem={refuse}
      onClose={() => navigate('/')}
      other={onCode && { label: t.check.codeInstead, choose: onCode }}
      gapMs={FRAME_GAP_MS}
      saying={saying}
    >
      {asking === 'position_wanted' || asking === 'position_needed' ? (
        <div class="camera-sheet" data-code={asking}>
          <PositionQuestion
            onPosition={(geo) => {
              position.current = geo;
              setAsking(null);
            }}
            onSkip={asking === 'position_needed' ? null : () => setAsking(null)}
          />
        </div>
      ) : asking ? (
        <RoomCodeSheet
          key={asking}
          wrong={asking === 'code_wrong'}
          why={asking === 'room_needed' ? { code: asking, title: t.sound.neededTitle, hint: t.sound.neededHint } : null}
          onCode={(typed) => {
            code.current = typed;
            setAsking(null);
          }}
        />
      ) : (
        problem && <Refused problem={problem} before={tried.slice(1)} onRetry={() => setProblem(null)} onCode={onCode} />
      )}
    </CameraView>
  );
}

/** Opened by `/mark/ID`, and by the QR code of the room as `/mark/ID#WHAT-COUNTS-AS-THE-CODE`. */
export function MarkPage({ lecture, path }: { lecture: string; path: string }) {
  const t = text();
  usePageTitle(t.mark.title);
  const mine = useLoad<Mine>(`/api/attendance/${lecture}/mine`);
  const [marked, setMarked] = useState<Mark | null>(null);
  const [scanned, setScanned] = useState(() => scannedNow(lecture, location.hash));
  const [passed, setPassed] = useState(false);
  const { away } = useAway();
  useEffect(readyToSign, []);
  const begun = useRef(false);
  const [way, setWay] = useState<'face' | 'code' | null>(scanned ? 'code' : null);
  const framed = (inside: preact.ComponentChildren) => (
    <Shell role="student" path={path}>
      {inside}
    </Shell>
  );

  if (!mine.data) {
    return framed(
      <>
        <PageHead title={t.mark.title} back="/" />
        {mine.problem ? <ProblemNotice problem={mine.problem} onRetry={() => void mine.reload()} /> : <Skeleton rows={2} />}
      </>,
    );
  }
  const { lecture: shown, mark, face, code_check_in } = mine.data;
  const result = marked ?? (isOpenMark(mark) && shown.window?.state === 'open' ? null : mark?.status ? mark : null);
  if (result) {
    const settles = result.flags.includes('room_unproven') && shown.window?.state === 'open';
    const settled = (mark: Mark) => {
      toast(t.sound.shown);
      setMarked(mark);
    };
    return framed(
      <Done
        mark={result}
        subject={shown.subject}
        zone={mine.data.timezone}
        already={!marked}
        lecture={String(shown.id)}
        onSettled={settles ? settled : null}
        sound={mine.data.sound_wanted}
        passkey={couldUnlock(mine.data)}
      />,
    );
  }
  // What has begun goes on by itself where the network comes back soon.
  if (away && !begun.current) {
    return framed(
      <>
        <PageHead title={t.mark.title} back="/" />
        <Empty icon="offline" title={t.away.now} hint={t.away.cannotWait} />
      </>,
    );
  }
  begun.current = true;
  if (mine.data.other_group) {
    return framed(
      <>
        <PageHead title={shown.subject} back="/" />
        <Empty icon="people" title={t.groups.other} hint={t.groups.notYours} />
      </>,
    );
  }
  if (shown.window?.state !== 'open') {
    return framed(
      <>
        <PageHead title={shown.subject} back="/" />
        <Empty icon="clock" title={t.mark.notOpen} hint={t.mark.notOpenHint}>
          <Button onClick={() => void mine.reload()}>{t.app.tryAgain}</Button>
        </Empty>
      </>,
    );
  }
  const hasFace = face.consented && face.enrolled && !face.renew;
  const onCode = code_check_in ? () => setWay('code') : null;
  const onStale = () => void mine.reload();
  // The code in the room may name another lecture of the same hour: the student's own is what is marked.
  const own = String(shown.id);
  if (!passed && (hasFace || way === 'code') && unlockDue(mine.data)) {
    const onPassed = () => {
      // It may have been stamped meanwhile.
      setScanned(scannedNow(lecture, location.hash));
      setPassed(true);
    };
    return framed(<UnlockFirst lecture={own} mine={mine.data} onPassed={onPassed} onStale={onStale} />);
  }
  const onLocked = () => {
    setPassed(false);
    onStale();
  };
  const common = { lecture: own, mine: mine.data, scanned, onMarked: setMarked, onStale, onLocked };
  if (way === 'code' && code_check_in) {
    return framed(<CodeCheckIn {...common} onFace={hasFace ? () => setWay('face') : null} />);
  }
  if (hasFace) return <Check {...common} onCode={onCode} />;
  // The first time: setting up leads on to the check by itself.
  return <SetUp face={face} onReady={() => void mine.reload()} onDeclined={() => navigate('/')} onCode={onCode} />;
}
