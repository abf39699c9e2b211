// SPDX-License-Identifier: MIT
// The page of a tablet at a door. It shows what is open in its room and marks who comes; it names nobody but who has just been marked,
// and leads nowhere.

import { useEffect, useRef, useState } from 'preact/hooks';
import { pack } from '../../camera/burst';
import { CameraView } from '../../camera/view';
import { get, post, Problem, request } from '../../core/api';
import { asProblem, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { explain, words } from '../../core/text';
import { kiosk as kioskWords, checkIn as checkInWords } from '../../core/text/books';
import { clockTime, facts } from '../../core/text/format';
import type { Kiosk, KioskLecture, KioskMarked } from '../../core/types';
import { Button } from '../../ui/basics';
import { Icon, type IconName } from '../../ui/icons';
import { useAwake } from '../../ui/wake';
import { Enrol, NumberAsk, PinAsk, RoomCode } from './asks';
import { useReader } from './reader';

const text = words(kioskWords, checkInWords);

const LOOK_EVERY_S = 5;
const FRAMES = 4;
const FRAME_GAP_MS = 250;
// So long it says who was marked, and what was refused.
const MARKED_MS = 3000;
const REFUSED_MS = 6000;
// What somebody has left half done is not the next one's.
const LEFT_MS = 45_000;

type Scene =
  | { at: 'ready' | 'face' | 'code' }
  | { at: 'pin'; who: string }
  | { at: 'number'; frames: Blob }
  | { at: 'marked'; marked: KioskMarked }
  | { at: 'refused'; problem: Problem };

const READY: Scene = { at: 'ready' };

function sendFace(frames: Blob, number: string | null): Promise<KioskMarked> {
  // A header holds no other signs, and a number that has any is nobody's.
  const headers = number === null ? {} : { 'X-Student': number.replace(/[^\x20-\x7e]/g, '?') };
  return request<KioskMarked>('POST', '/api/kiosk/face', { octets: frames, headers });
}

/** What the kiosk is and serves, asked for again and again. */
function useKiosk() {
  const [kiosk, setKiosk] = useState<Kiosk | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const look = async () => {
    try {
      setKiosk(await get<Kiosk>('/api/kiosk'));
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  useEffect(() => void look(), []);
  useRefresh(() => void look(), LOOK_EVERY_S);
  return { kiosk, problem, look, setProblem };
}

function Marked({ marked }: { marked: KioskMarked }) {
  const t = text().kiosk;
  return (
    <div class={`kiosk-result kiosk-${marked.state === 'late' ? 'late' : 'good'}`} role="status" data-state={marked.state}>
      <div class="kiosk-badge" aria-hidden="true">
        <Icon name="check" />
      </div>
      <p class="kiosk-word">{t.state[marked.state]}</p>
      <p class="kiosk-name">
        <bdi>{marked.name}</bdi>
      </p>
    </div>
  );
}

function Refused({ problem, onClose }: { problem: Problem; onClose: () => void }) {
  const { detail, next } = explain(problem);
  return (
    <div class="kiosk-result kiosk-bad" role="alert" data-code={problem.code}>
      <div class="kiosk-badge" aria-hidden="true">
        <Icon name="alert" />
      </div>
      <p class="kiosk-word">{detail}</p>
      {next && <p class="kiosk-next">{next}</p>}
      <Button onClick={onClose}>{text().app.back}</Button>
    </div>
  );
}

function Lecture({ lecture }: { lecture: KioskLecture }) {
  const t = text().kiosk;
  return (
    <li data-lecture={lecture.id}>
      <p class="kiosk-subject">
        <bdi>{facts([lecture.subject, lecture.section])}</bdi>
      </p>
      <p class="kiosk-open">{facts([lecture.title, t.until(clockTime(lecture.closes_at))])}</p>
    </li>
  );
}

interface DoorProps {
  kiosk: Kiosk;
  offline: boolean;
  onScene: (scene: Scene) => void;
}

function Door({ kiosk, offline, onScene }: DoorProps) {
  const t = text().kiosk;
  const open = kiosk.lectures.length > 0;
  const alone = kiosk.badge && !kiosk.pin && !kiosk.face;
  return (
    <>
      <div class="kiosk-main">
        {open ? (
          <ul class="kiosk-lectures">
            {kiosk.lectures.map((lecture) => (
              <Lecture key={lecture.id} lecture={lecture} />
            ))}
          </ul>
        ) : (
          <div class="kiosk-closed">
            <p class="kiosk-subject">{t.closed}</p>
            <p class="kiosk-open">{t.closedHint}</p>
          </div>
        )}
        {offline && (
          <p class="kiosk-offline" role="status">
            <Icon name="offline" />
            {t.offline}
          </p>
        )}
        {open && (
          <div class="kiosk-ways" data-ways={[kiosk.badge && 'badge', kiosk.pin && 'pin', kiosk.face && 'face'].filter(Boolean).join(' ')}>
            {kiosk.badge && (
              <div class={`kiosk-way kiosk-way-badge${alone ? ' kiosk-way-alone' : ''}`}>
                <Icon name="badge" />
                <p>{t.badge}</p>
              </div>
            )}
            {kiosk.face && (
              <button type="button" class="kiosk-way" onClick={() => onScene({ at: 'face' })}>
                <Icon name="face" />
                <span>{t.face}</span>
              </button>
            )}
            {kiosk.pin && (
              <button type="button" class="kiosk-way" onClick={() => onScene({ at: 'pin', who: '' })}>
                <Icon name="keyboard" />
                <span>{t.pin.way}</span>
              </button>
            )}
          </div>
        )}
      </div>
      <footer class="kiosk-foot">
        <p>{open ? t.otherwise : t.otherwiseClosed}</p>
        <Button kind="quiet" onClick={() => onScene({ at: 'code' })}>
          {t.lend.way}
        </Button>
      </footer>
    </>
  );
}

function Head({ kiosk }: { kiosk: Kiosk }) {
  return (
    <header class="kiosk-head">
      <h1 tabIndex={-1}>
        <bdi>{kiosk.room}</bdi>
      </h1>
      <p class="kiosk-clock">{clockTime(useNow())}</p>
    </header>
  );
}

interface FaceProps {
  onMarked: (marked: KioskMarked) => void;
  onUnsure: (frames: Blob) => void;
  onRefused: (error: unknown) => void;
  onClose: () => void;
}

function FaceAsk({ onMarked, onUnsure, onRefused, onClose }: FaceProps) {
  const t = text();
  const [saying, setSaying] = useState<string | null>(null);
  const send = async (taken: Blob[]) => {
    const frames = pack(taken);
    setSaying(t.camera.sending);
    try {
      onMarked(await sendFace(frames, null));
    } catch (error) {
      if (error instanceof Problem && error.code === 'kiosk_unsure') onUnsure(frames);
      else onRefused(error);
    }
  };
  return (
    <CameraView
      title={t.kiosk.face}
      prepare={() => Promise.resolve(FRAMES)}
      onFrames={(frames) => void send(frames)}
      onProblem={onRefused}
      onClose={onClose}
      gapMs={FRAME_GAP_MS}
      saying={saying}
    />
  );
}

/** Goes back to the door by itself: soon after it has said something, later from what was left half done. */
function useWayBack(scene: Scene, back: () => void): void {
  useEffect(() => {
    if (scene.at === 'ready') return;
    const wait = scene.at === 'marked' ? MARKED_MS : scene.at === 'refused' ? REFUSED_MS : LEFT_MS;
    let timer = setTimeout(back, wait);
    const onUse = () => {
      clearTimeout(timer);
      timer = setTimeout(back, wait);
    };
    const asks = wait === LEFT_MS;
    if (asks) for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, onUse);
    return () => {
      clearTimeout(timer);
      for (const kind of ['keydown', 'pointerdown']) document.removeEventListener(kind, onUse);
    };
  }, [scene]);
}

/** Fills the screen at the first touch, which a browser asks for. */
function fillScreen(): void {
  if (document.fullscreenElement) return;
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

const GONE = ['kiosk_unknown', 'kiosk_revoked'];
const ELSEWHERE = 'kiosk_elsewhere';

function Stand({ kiosk, offline, onGone, look }: { kiosk: Kiosk; offline: boolean; onGone: (problem: Problem) => void; look: () => void }) {
  const [scene, setScene] = useState<Scene>(READY);
  const line = useRef<Promise<void>>(Promise.resolve());
  const back = () => setScene(READY);
  useWayBack(scene, back);
  const marked = (one: KioskMarked) => setScene({ at: 'marked', marked: one });
  const refused = (error: unknown) => {
    const problem = asProblem(error);
    if (GONE.includes(problem.code) || problem.code === ELSEWHERE) return onGone(problem);
    if (problem.code === 'kiosk_idle') look();
    setScene({ at: 'refused', problem });
  };
  const badge = (number: string) => {
    // One after another, however fast they come.
    line.current = line.current.then(() => post<KioskMarked>('/api/kiosk/badge', { number }).then(marked, refused));
  };
  useReader((read) => {
    if (scene.at === 'face') return;
    if (scene.at === 'number') return void number(scene.frames, read).catch(refused);
    if (kiosk.badge) badge(read);
    else if (kiosk.pin) setScene({ at: 'pin', who: read });
  });
  const number = async (frames: Blob, typed: string) => marked(await sendFace(frames, typed));

  if (scene.at === 'face') return <FaceAsk onMarked={marked} onUnsure={(frames) => setScene({ at: 'number', frames })} onRefused={refused} onClose={back} />;
  return (
    <main class="kiosk" id="content" data-scene={scene.at} onPointerDown={fillScreen}>
      <Head kiosk={kiosk} />
      {scene.at === 'ready' && <Door kiosk={kiosk} offline={offline} onScene={setScene} />}
      {scene.at === 'pin' && <PinAsk key={scene.who} who={scene.who} onMarked={marked} onClose={back} />}
      {scene.at === 'number' && <NumberAsk onNumber={(typed) => number(scene.frames, typed)} onClose={back} />}
      {scene.at === 'code' && (
        <RoomCode
          onDone={() => {
            look();
            back();
          }}
          onClose={back}
        />
      )}
      {scene.at === 'marked' && <Marked marked={scene.marked} />}
      {scene.at === 'refused' && <Refused problem={scene.problem} onClose={back} />}
    </main>
  );
}

/** Nothing can be done here but to wait for what it says. */
function Waits({ icon, title, hint, state }: { icon: IconName; title: string; hint: string; state?: string }) {
  return (
    <main class="kiosk" id="content">
      <div class="kiosk-enrol" data-kiosk={state}>
        <Icon name={icon} />
        <h1 tabIndex={-1}>{title}</h1>
        <p class="kiosk-hint" role="status">
          {hint}
        </p>
      </div>
    </main>
  );
}

export function KioskPage() {
  const t = text();
  usePageTitle(t.kiosk.title);
  useAwake();
  const { kiosk, problem, look, setProblem } = useKiosk();
  if (problem && GONE.includes(problem.code)) {
    // Whoever was signed in here is not any more: the app begins anew.
    return (
      <main class="kiosk" id="content">
        <Enrol ended={problem.code === 'kiosk_revoked'} onEnrolled={() => location.reload()} />
      </main>
    );
  }
  if (problem?.code === ELSEWHERE) return <Waits icon="alert" state="elsewhere" title={t.kiosk.elsewhere} hint={t.kiosk.elsewhereHint} />;
  if (kiosk) return <Stand kiosk={kiosk} offline={problem !== null} onGone={setProblem} look={() => void look()} />;
  return <Waits icon={problem ? 'offline' : 'tablet'} title={t.kiosk.title} hint={problem ? t.kiosk.offline : t.app.loading} />;
}
