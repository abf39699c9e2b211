// SPDX-License-Identifier: MIT
// For the projector: the code as large as the screen allows, how long and how many. No names, no menus; any key or tap leaves.

import { useEffect, useState } from 'preact/hooks';
import { useLoad, useNow, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, roll as rollWords } from '../../core/text/books';
import { ProblemNotice } from '../../ui/basics';
import { isStaff } from '../../ui/class/part';
import { QrCode } from '../../ui/qr';
import { useRoomCode } from '../../ui/class/room-code';
import { expected } from '../../ui/class/statuses';
import { Logo } from '../../ui/logo';
import { clockTime, countdown, dayAndTime, facts } from '../../core/text/format';
import type { Attendance, Proofs, RoomCode } from '../../core/types';
import { useAttendance } from './attendance';
import { fillScreen, leaveProjector } from './project-entry';
import { ProjectedSound } from './sound-panel';
import { useAwake } from '../../ui/wake';
import { phaseOf, phaseWords } from './window';

const text = words(lectureWords, liveWords, rollWords);

// What a hand does on its way elsewhere: it says nothing about this page.
const SILENT_KEYS = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'F11', 'Tab'];

/** Any key or tap leaves, also the Escape that the browser takes to end the full screen. */
function useLeaving(lecture: string): void {
  useEffect(() => {
    let filled = document.fullscreenElement !== null;
    let gone = false;
    const leave = () => {
      // Leaving ends the full screen, which is told like any other end of it.
      if (!gone) leaveProjector(lecture);
      gone = true;
    };
    const onKey = (event: KeyboardEvent) => {
      const onButton = (event.target as Element).closest?.('button') && (event.key === 'Enter' || event.key === ' ');
      if (SILENT_KEYS.includes(event.key) || event.ctrlKey || event.metaKey || onButton) return;
      event.preventDefault();
      leave();
    };
    const onClick = (event: MouseEvent) => {
      if (!(event.target as Element).closest('button')) leave();
    };
    const onScreen = () => {
      if (document.fullscreenElement) filled = true;
      else if (filled) leave();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('click', onClick);
    document.addEventListener('fullscreenchange', onScreen);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('click', onClick);
      document.removeEventListener('fullscreenchange', onScreen);
    };
  }, [lecture]);
}

/** The digits in two groups, as people read numbers aloud; read as one. */
function Digits({ code }: { code: string }) {
  return (
    <p class="project-code" dir="ltr" data-testid="room-code" data-room-code={code}>
      <span>{code.slice(0, 3)}</span>
      <span>{code.slice(3)}</span>
    </p>
  );
}

function Left({ closes }: { closes: string }) {
  const at = useNow();
  return (
    <p class="project-left">
      {text().project.closesIn} <strong role="timer">{countdown(Date.parse(closes) - at)}</strong>
    </p>
  );
}

/** The code where the class asks for it or takes it; otherwise the way to the check-in alone. */
function Open({ state, code }: { state: Attendance; code: RoomCode | null }) {
  const t = text();
  const { lecture, classroom } = state;
  const late = lecture.window?.late_after_at;
  return (
    <>
      <div class="project-qr">
        <QrCode value={location.origin + (code?.path ?? `/mark/${lecture.id}`)} label={code ? t.live.codeQr(code.code) : t.project.qr} />
      </div>
      <div class="project-words">
        <p class="project-scan">{t.project.scan}</p>
        {code && (
          <>
            <p class="project-or">{t.project.orType}</p>
            <Digits code={code.code} />
          </>
        )}
        {lecture.window && <Left closes={lecture.window.closes_at} />}
        {late && <p class="project-late">{t.lecture.lateFrom(clockTime(late, classroom.timezone))}</p>}
      </div>
    </>
  );
}

function Shut({ state }: { state: Attendance }) {
  const t = text();
  const { lecture, classroom } = state;
  const { window } = lecture;
  const phase = phaseOf(lecture);
  return (
    <div class="project-shut">
      <p class="project-state">{phase === 'never' ? t.project.notOpen : phaseWords(lecture)}</p>
      {phase === 'closed' && window && <p>{t.lecture.closedAt(clockTime(window.closes_at, classroom.timezone))}</p>}
      {phase === 'scheduled' && window && <p>{t.live.opensAt(dayAndTime(window.opens_at, classroom.timezone))}</p>}
    </div>
  );
}

function FullScreen() {
  const [filled, setFilled] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setFilled(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  if (filled || !document.fullscreenEnabled) return null;
  return (
    <button type="button" class="project-full" onClick={fillScreen}>
      {text().project.full}
    </button>
  );
}

/** Whether the class has anything to do with a room code; null: not known yet. */
function useWithCode({ classroom }: Attendance): boolean | null {
  const { data, problem } = useLoad<Proofs>(`/api/classroom/${classroom.id}/proofs`);
  if (!isStaff(classroom) || problem) return false;
  return data && (data.room_code || data.code_check_in);
}

function Projected({ state, away, onEnd }: { state: Attendance; away: boolean; onEnd: () => void }) {
  const t = text();
  const { lecture, classroom, counts } = state;
  const phase = phaseOf(lecture);
  const open = phase === 'open';
  const withCode = useWithCode(state);
  const { code, problem } = useRoomCode(lecture.id, open && withCode === true);
  const at = useNow(open);
  const ended = open && lecture.window !== null && Date.parse(lecture.window.closes_at) <= at;
  useEffect(() => {
    if (ended) onEnd();
  }, [ended]);
  // Until it is known whether there is a code, nothing is shown that would change under the first phone.
  const ready = withCode === false || (withCode === true && (code !== null || problem !== null));
  return (
    <>
      <header class="project-head">
        <Logo />
        <h1 tabIndex={-1}>{lecture.subject}</h1>
        <p>{facts([classroom.section, lecture.room])}</p>
        <ProjectedSound state={state} open={open} />
      </header>
      <div class="project-main">{open ? ready && <Open state={state} code={code} /> : <Shut state={state} />}</div>
      <footer class="project-foot">
        <p class="project-in" data-count="room">
          {t.project.in(counts.in_room, expected(counts))}
        </p>
        {away && <p class="project-away">{t.project.away}</p>}
        <p class="project-hint">{t.project.leave}</p>
        <FullScreen />
      </footer>
    </>
  );
}

export function ProjectPage({ lecture }: { lecture: string }) {
  const t = text();
  const { page, connection } = useAttendance(lecture);
  useLeaving(lecture);
  useAwake();
  usePageTitle(t.project.title);
  const state = page.data;
  return (
    <main id="content" class="project" tabIndex={-1} data-window={state ? phaseOf(state.lecture) : undefined}>
      {state && <Projected state={state} away={connection === 'polling'} onEnd={() => void page.reload()} />}
      {!state && <h1 class="visually-hidden">{t.project.title}</h1>}
      {!state && <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />}
    </main>
  );
}
