// SPDX-License-Identifier: MIT
// The full-screen camera: shows the person, guides the face into the oval, takes the frames by itself, hands them over.
// Without guidance (an old phone, a model that did not load) a plain button takes them.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sleep } from '../core/clock';
import { Button } from '../ui/basics';
import { Icon } from '../ui/icons';
import { words } from '../core/text';
import { checkIn as checkInWords } from '../core/text/books';
import { Coach, type Advice } from './advice';
import type { Pose } from '../core/types';
import { takeFrame, takeFrames } from './burst';
import { type GuideState, warmGuide } from './guide';
import { watchOddness } from './odd';
import { CameraError, type CameraTrouble, closeCamera, isAlive, openCamera, watchCamera } from './stream';

const text = words(checkInWords);

const LOOK_EVERY_MS = 60;
// From here on the person may take the pictures without waiting for the guide.
const BUTTON_AFTER_MS = 4000;
// A phone that is turned and turned back may end its camera each time; one that ends it over and over has another reason.
const REOPENED_MAX = 3;

/** A step of a check, as it is shown. `pose` gives the arrow: as in a mirror, the person's left is the screen's left. */
export interface Ask {
  words: string;
  more: string;
  pose: Pose;
  percent: number;
  colour: string | null;
}

export interface CameraProps {
  title: string;
  /** Called before the frames are taken, and early, when the camera opens: resolves with how many to take. */
  prepare: () => Promise<number>;
  onFrames: (frames: Blob[]) => void;
  /** Does the whole check itself, frame by frame; false: take a burst as usual. */
  perform?: (shoot: () => Promise<Blob>, signal: AbortSignal) => Promise<boolean>;
  /** What the person is to do just now, in large words. */
  ask?: Ask | null;
  /** Said below the guidance while nothing is taken. */
  hint?: string | null;
  onProblem: (error: unknown) => void;
  onClose: () => void;
  /** Another way to the same end, offered at all times. */
  other?: { label: string; choose: () => void } | null;
  /** Opens the microphone together with the camera, where that is allowed, and hands over what has opened; what it returns ends with it. */
  listen?: ((stream: MediaStream) => () => void) | null;
  /** Milliseconds between two frames. */
  gapMs: number;
  /** While set, nothing is taken and this is said instead of guidance. */
  saying: string | null;
  /** While set, it lies over the camera and nothing is taken. */
  children?: ComponentChildren;
}

type Stage = 'starting' | 'looking' | 'taking';

/**
 * The open camera on a video element. `away`: something else has it, or it is being opened again; nothing is taken meanwhile. A camera that
 * is lost is opened again by itself a few times: a phone that turns, a call that ends.
 */
function useCamera(attempt: number, listen: CameraProps['listen']) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const [playing, setPlaying] = useState(false);
  const [away, setAway] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let unwatch = () => undefined as void;
    let unlisten = () => undefined as void;
    let lost = 0;
    let over = false;
    let opening = false;
    let again = false;
    const play = () => video.current?.play().catch(() => undefined);
    const start = async () => {
      again = opening;
      if (opening) return;
      opening = true;
      try {
        unwatch();
        unlisten();
        closeCamera(stream);
        const opened = await openCamera(Boolean(listen));
        if (over) return closeCamera(opened);
        stream = opened;
        if (listen) unlisten = listen(opened);
        setAway(false);
        unwatch = watchCamera(opened, (turn) => {
          setAway(turn !== 'back');
          if (turn === 'back') void play();
          if (turn !== 'lost') return;
          lost += 1;
          if (lost > REOPENED_MAX) setTrouble('lost');
          else void start();
        });
        const element = video.current;
        if (!element) return;
        element.srcObject = stream;
        watchOddness(opened, element);
        await play();
        setTrouble(null);
      } catch (error) {
        if (!over) setTrouble(error instanceof CameraError ? error.trouble : 'failed');
      } finally {
        opening = false;
        // Lost again while it was being opened.
        if (again && !over && !isAlive(stream)) void start();
      }
    };
    const onVisible = () => {
      if (document.visibilityState !== 'visible') return;
      lost = 0;
      if (!isAlive(stream)) return void start();
      setTrouble(null);
      void play();
    };
    // Tried again, it begins anew: what was said of the last time is over.
    setTrouble(null);
    setPlaying(false);
    void start();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      over = true;
      unwatch();
      unlisten();
      closeCamera(stream);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [attempt]);
  return { video, trouble, playing, away, onPlaying: () => setPlaying(true), onLost: () => setTrouble('lost') };
}

/** Out of sight, the camera's pictures stand still in some browsers. */
function useHidden(): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    const look = () => setHidden(document.visibilityState === 'hidden');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return hidden;
}

function useGuideState(): GuideState {
  const guide = warmGuide();
  const [state, setState] = useState(guide.state);
  useEffect(() => {
    setState(guide.state);
    return guide.watch(() => setState(guide.state));
  }, [guide]);
  return state;
}

export function CameraView(props: CameraProps) {
  const t = text();
  const [attempt, setAttempt] = useState(0);
  const { video, trouble, playing, away, onPlaying, onLost } = useCamera(attempt, props.listen);
  const guideState = useGuideState();
  const [stage, setStage] = useState<Stage>('starting');
  const [advice, setAdvice] = useState<Advice | null>(null);
  const [taken, setTaken] = useState({ n: 0, of: 1 });
  const [patience, setPatience] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const taking = useRef<AbortController | null>(null);
  // Counts up with each take that has ended, whichever way: looking begins anew.
  const [round, setRound] = useState(0);
  const hidden = useHidden();
  const covered = props.saying !== null || Boolean(props.children);

  const take = async () => {
    const element = video.current;
    if (!element || taking.current) return;
    const abort = new AbortController();
    taking.current = abort;
    try {
      const of = await latest.current.prepare();
      abort.signal.throwIfAborted();
      setTaken({ n: 0, of });
      setStage('taking');
      const canvas = document.createElement('canvas');
      if (await latest.current.perform?.(() => takeFrame(element, canvas), abort.signal)) return;
      const frames = await takeFrames(element, of, latest.current.gapMs, (n) => setTaken({ n, of }), abort.signal);
      latest.current.onFrames(frames);
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error instanceof CameraError) onLost();
      else latest.current.onProblem(error);
    } finally {
      if (taking.current === abort) taking.current = null;
      setStage('looking');
      setRound((n) => n + 1);
    }
  };

  useEffect(() => {
    if (!playing) return;
    setStage('looking');
    latest.current.prepare().catch((error: unknown) => latest.current.onProblem(error));
  }, [playing]);

  // Leaving the page, looking away to another app, or a camera that has left ends a burst under way: half a burst is worth nothing.
  useEffect(() => () => taking.current?.abort(), []);
  useEffect(() => {
    if (away || hidden || trouble) taking.current?.abort();
  }, [away, hidden, trouble]);

  const looking = playing && stage === 'looking' && !covered && !away && !hidden;

  useEffect(() => {
    if (!looking) return;
    setPatience(false);
    const timer = setTimeout(() => setPatience(true), BUTTON_AFTER_MS);
    return () => clearTimeout(timer);
  }, [looking]);

  useEffect(() => {
    if (!looking || guideState !== 'ready') return;
    let over = false;
    const coach = new Coach();
    const watch = async () => {
      while (!over) {
        const element = video.current;
        const sighting = element && (await warmGuide().look(element));
        if (over) return;
        if (sighting) {
          const { say, take: now } = coach.see(sighting, performance.now());
          setAdvice(say);
          if (now) return void take();
        }
        await sleep(LOOK_EVERY_MS);
      }
    };
    void watch();
    return () => void (over = true);
  }, [looking, guideState, round]);

  const words = () => {
    if (props.saying) return props.saying;
    if (playing && away) return t.camera.away;
    if (ask) return ask.words;
    if (stage === 'taking') return t.camera.taking(Math.min(taken.n + 1, taken.of), taken.of);
    if (!playing) return t.camera.starting;
    return guideState === 'ready' && advice ? t.advice[advice] : t.camera.preparing;
  };
  const good = stage === 'taking' || (advice === 'good' && looking) || props.saying !== null;
  const ask = stage === 'taking' ? (props.ask ?? null) : null;
  const progress = ask ? ask.percent : stage === 'taking' ? (100 * taken.n) / taken.of : props.saying ? 100 : 0;
  const more = ask ? ask.more : playing && away ? t.camera.awayHint : looking ? props.hint : null;
  const button = looking && (guideState === 'failed' || patience);

  return (
    <main
      class={`camera${advice === 'too_dark' && looking ? ' camera-lit' : ''}${ask?.colour ? ' camera-flash' : ''}`}
      id="content"
      data-pose={ask?.pose}
      style={ask?.colour ? { '--shade': ask.colour } : undefined}
    >
      <h1 class="visually-hidden">{props.title}</h1>
      <div class="camera-stage" hidden={trouble !== null}>
        <video
          ref={video}
          class="camera-video"
          playsInline
          autoPlay
          muted
          onPlaying={onPlaying}
          aria-label={t.camera.preview}
        />
        <div class={`oval${good ? ' oval-good' : ''}`} aria-hidden="true">
          <svg viewBox="0 0 90 120" preserveAspectRatio="none">
            <ellipse cx="45" cy="60" rx="43.5" ry="58.5" class="oval-line" />
            <ellipse
              cx="45"
              cy="60"
              rx="43.5"
              ry="58.5"
              pathLength={100}
              class="oval-progress"
              stroke-dasharray={`${progress} 200`}
            />
          </svg>
        </div>
        {ask && ask.pose !== 'centre' && (
          <svg class={`pose-arrow pose-${ask.pose}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M9.5 4.5 17 12l-7.5 7.5" />
          </svg>
        )}
      </div>
      <div class="camera-top">
        <p class="camera-title">{props.title}</p>
        <button type="button" class="camera-close" aria-label={t.camera.close} onClick={props.onClose}>
          <Icon name="cross" />
        </button>
      </div>
      {trouble ? (
        <div class="camera-sheet" role="alert" data-code={`camera_${trouble}`}>
          <h2>{t.camera.troubleTitle}</h2>
          <p class="camera-reason">{t.trouble[trouble][0]}</p>
          <p>{t.trouble[trouble][1]}</p>
          <div class="camera-actions">
            <Button kind="primary" wide icon="camera" onClick={() => setAttempt((n) => n + 1)}>
              {t.app.tryAgain}
            </Button>
            {props.other && (
              <Button wide onClick={props.other.choose}>
                {props.other.label}
              </Button>
            )}
            <Button wide onClick={props.onClose}>
              {t.app.goHome}
            </Button>
          </div>
          <p class="muted">{t.mark.other}</p>
        </div>
      ) : (
        <div class="camera-foot">
          <p
            class={`camera-words${ask ? ' camera-words-ask' : ''}`}
            role="status"
            aria-live={ask ? 'assertive' : 'polite'}
            data-advice={looking ? advice : undefined}
          >
            {words()}
          </p>
          {more && <p class="camera-more">{more}</p>}
          <div class="camera-button">
            {button && (
              <Button kind="primary" icon="camera" onClick={() => void take()}>
                {t.camera.take}
              </Button>
            )}
          </div>
          {props.other && !covered && stage !== 'taking' && (
            <button type="button" class="camera-other" onClick={props.other.choose}>
              {props.other.label}
            </button>
          )}
        </div>
      )}
      {props.children}
    </main>
  );
}
