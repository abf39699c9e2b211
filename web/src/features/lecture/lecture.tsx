// SPDX-License-Identifier: MIT
// A lecture as it is run: on a phone in one hand, on a desk in two columns.

import { useMemo, useRef, useState } from 'preact/hooks';
import { useNarrow, usePageTitle } from '../../core/hooks';
import { now } from '../../core/clock';
import { currentUser } from '../../core/session';
import type { Connection } from '../../core/live';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, plan as planWords, roll as rollWords, teaching as teachingWords } from '../../core/text/books';
import { PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { groupWords } from '../../ui/class/groups';
import { Icon } from '../../ui/icons';
import { jointName, togetherWords } from '../../ui/class/joint';
import { homeOf, isStaff, isTeacher } from '../../ui/class/part';
import { RoomCodePanel } from '../../ui/class/room-code';
import { day, dayAndTime, facts, isToday, span } from '../../core/text/format';
import type { Attendance, JointLecture } from '../../core/types';
import { useAttendance, type Running } from './attendance';
import { BulkDialog } from './bulk';
import { Figures, Progress } from './figures';
import { MarkDialog } from './mark';
import { useMarking, type Asked } from './marking';
import { Menu, type MenuItem } from './menu';
import { PlanDialog, type PlanAct } from './plan';
import { enterProjector } from './project-entry';
import { Refused } from './refused';
import { Roll, type Filter } from './roll';
import { SoundPanel } from './sound-panel';
import { SpotCard } from './spot';
import { Countdown, phaseOf, WindowPanel } from './window';

const text = words(lectureWords, liveWords, planWords, rollWords, teachingWords);

function ConnectionMark({ state }: { state: Connection }) {
  return (
    <p class={`connection connection-${state}`} role="status" data-connection={state}>
      <span class="connection-dot" aria-hidden="true" />
      {text().lecture.connection[state]}
    </p>
  );
}

/** Marks are taken now: the lecture has begun, or its window was opened. */
function hasBegun({ lecture }: Attendance): boolean {
  const { window } = lecture;
  return Date.parse(lecture.starts_at) <= now() || (window !== null && Date.parse(window.opens_at) <= now());
}

/** Whether the reader may give marks here. */
const worksIn = ({ lecture, classroom }: Attendance) => isStaff(classroom) && !classroom.archived && !lecture.cancelled;

/** What a roll needs to be worked in: taps, the dialog of what needs more than one, and its filter. */
function useRoll(running: Running) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [filter, setFilter] = useState<Filter>('all');
  const marking = useMarking(running, setAsked);
  const latest = useRef(running);
  latest.current = running;
  const acts = useMemo(() => {
    const open = (student: number) => {
      const mark = latest.current.page.data?.marks.find((one) => one.student.id === student);
      if (mark) setAsked({ mark });
    };
    return { tap: marking.tap, give: marking.give, open };
  }, []);
  return { asked, setAsked, filter, setFilter, wishes: marking.wishes, acts };
}

type Work = ReturnType<typeof useRoll>;

function RollOf({ running, state, work, title }: { running: Running; state: Attendance; work: Work; title?: string | undefined }) {
  return (
    <>
      <p class="visually-hidden" role="status" aria-live="polite">
        {running.said}
      </p>
      <Roll
        state={state}
        own={worksIn(state)}
        fresh={running.fresh}
        wishes={work.wishes}
        filter={work.filter}
        onFilter={work.setFilter}
        title={title}
        begun={hasBegun(state)}
        acts={work.acts}
        onMarks={running.putMarks}
      />
      {work.asked && (
        <MarkDialog
          key={work.asked.mark.student.id}
          state={state}
          asked={work.asked}
          onClose={() => work.setAsked(null)}
          onStale={() => void running.page.reload()}
          onMarks={running.putMarks}
        />
      )}
    </>
  );
}

/** The marks of another classroom in the same hour, for whoever may see them; for others its name above is all. */
function JointClass({ joint }: { joint: JointLecture }) {
  const running = useAttendance(joint.lecture_id);
  const work = useRoll(running);
  const state = running.page.data;
  if (!state) return null;
  return <RollOf running={running} state={state} work={work} title={jointName(joint)} />;
}

/** Today needs no saying where there is little room. */
function SubWords({ lecture, classroom }: Attendance) {
  const t = text();
  const zone = classroom.timezone;
  const date = day(lecture.starts_at, zone);
  const today = isToday(lecture.starts_at, lecture.ends_at, zone);
  const rest = facts([
    !today && date,
    span(lecture.starts_at, lecture.ends_at, zone),
    lecture.room,
    lecture.title,
    groupWords(lecture.groups),
    togetherWords(lecture.joint),
    lecture.moved_from && t.plan.movedFrom(dayAndTime(lecture.moved_from, zone)),
  ]);
  return (
    <p class="lesson-sub">
      {today && <span class="lesson-day">{`${date}\u00a0· `}</span>}
      {rest}
    </p>
  );
}

function menuItems(state: Attendance, photo: boolean, acts: { plan: (act: PlanAct) => void; rest: () => void }): MenuItem[] {
  const t = text();
  const { lecture, classroom } = state;
  const teacher = isTeacher(classroom) && !classroom.archived;
  const works = worksIn(state);
  const items: (MenuItem | false)[] = [
    { label: t.classroom.register, icon: 'grid', href: `/classroom/${classroom.id}/register` },
    works && photo && { label: t.photo.title, icon: 'camera', href: `/lecture/${lecture.id}/photo` },
    works && { label: t.roll.projectApart, icon: 'projector', href: `/lecture/${lecture.id}/project`, apart: true },
    works && hasBegun(state) && state.counts.unmarked > 0 && { label: t.live.markUnmarked, icon: 'list', run: acts.rest },
    teacher && !lecture.cancelled && { label: t.plan.change, icon: 'edit', run: () => acts.plan('move') },
    teacher && { label: lecture.cancelled ? t.plan.restore : t.plan.cancel, icon: lecture.cancelled ? 'undo' : 'cross', run: () => acts.plan('cancel') },
  ];
  return items.filter((item) => item !== false);
}

function Live({ running, state }: { running: Running; state: Attendance }) {
  const t = text();
  const { page, connection, putMarks } = running;
  const { lecture, classroom } = state;
  const work = useRoll(running);
  const [plan, setPlan] = useState<PlanAct | null>(null);
  const [rest, setRest] = useState(false);
  const rolls = useRef<HTMLDivElement>(null);
  const own = isStaff(classroom);
  const photo = currentUser()?.role === 'professor';
  const narrow = useNarrow();
  const phase = phaseOf(lecture);
  const change = (next: Attendance['lecture']) => page.set((old) => ({ ...old, lecture: { ...old.lecture, ...next } }));
  const byHand = () => {
    rolls.current?.scrollIntoView({ block: 'start' });
    rolls.current?.querySelector<HTMLElement>('.roll-who')?.focus({ preventScroll: true });
  };
  // On a phone the list is what is worked in: what is asked for now and then stands after it.
  const spot = worksIn(state) && hasBegun(state) && <SpotCard state={state} acts={work.acts} />;
  return (
    <div class={`lesson lesson-${phase}${worksIn(state) ? ' lesson-own' : ''}`}>
      <header class="lesson-head">
        <a class="icon-button" href={homeOf(classroom)} aria-label={t.roll.back}>
          <Icon name="back" turns />
        </a>
        <div class="lesson-title">
          <h1 tabIndex={-1}>{lecture.subject}</h1>
          <SubWords {...state} />
        </div>
        {phase === 'open' && lecture.window && <Countdown closes={lecture.window.closes_at} />}
        <Menu label={t.roll.menu} items={menuItems(state, photo, { plan: setPlan, rest: () => setRest(true) })} />
      </header>
      <div class="lesson-side">
        <WindowPanel
          state={state}
          own={own}
          photo={photo}
          onChanged={change}
          onClassroom={(next) => page.set((old) => ({ ...old, classroom: { ...old.classroom, ...next } }))}
          onByHand={byHand}
          onProject={() => enterProjector(lecture.id)}
          onRestore={isTeacher(classroom) && !classroom.archived ? () => setPlan('cancel') : null}
          onEnd={() => void page.reload()}
        />
        {phase !== 'cancelled' && (
          <>
            <Figures counts={state.counts} filter={work.filter} onFilter={work.setFilter} />
            <Progress counts={state.counts} />
          </>
        )}
        {own && phase === 'open' && <RoomCodePanel lecture={lecture.id} />}
        <SoundPanel state={state} own={worksIn(state)} open={phase === 'open'} onOffered={() => void page.reload()} />
        {!narrow && spot}
        <Refused state={state} onOpen={own ? work.acts.open : null} />
        <ConnectionMark state={connection} />
      </div>
      <div class="lesson-rolls" ref={rolls}>
        <RollOf
          running={running}
          state={state}
          work={work}
          title={lecture.joint.length > 0 ? [classroom.subject, classroom.section].filter(Boolean).join(', ') : undefined}
        />
        {lecture.joint.map((one) => (
          <JointClass key={one.lecture_id} joint={one} />
        ))}
      </div>
      {narrow && spot}
      <PlanDialog act={plan} onAct={setPlan} lecture={lecture} zone={classroom.timezone} onChanged={change} />
      {rest && <BulkDialog state={state} onMarks={putMarks} first={null} onClose={() => setRest(false)} />}
    </div>
  );
}

export function LecturePage({ lecture: id }: { lecture: string }) {
  const t = text();
  const running = useAttendance(id);
  const { data, problem, reload } = running.page;
  usePageTitle(data?.lecture.subject ?? '');
  if (data) return <Live running={running} state={data} />;
  return (
    <>
      <PageHead title={t.classroom.lectures} back="/" />
      {problem ? <ProblemNotice problem={problem} onRetry={() => void reload()} /> : <Skeleton />}
    </>
  );
}
