// SPDX-License-Identifier: MIT
// A professor's day: what is open now, what comes, what waits, and who is slipping; each leads to where it is done.

import { now } from '../../core/clock';
import { type Loaded, useLoad, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { InstantButton } from '../../ui/class/instant';
import { LectureAction, stageOf } from '../../ui/class/start';
import { Icon, type IconName } from '../../ui/icons';
import { hourName, once } from '../../ui/class/joint';
import { expected } from '../../ui/class/statuses';
import { StripPicture } from '../../ui/class/strip';
import { countdown, day, dayAndTime, facts, isToday, longDay, percent, shortDay, span } from '../../core/text/format';
import type { Counts, LeavePage, Lecture, Slipping, SlippingPage, TaughtClass, Teaching, Waiting } from '../../core/types';

const text = words(taughtWords, teachingWords);

const REFRESH_SECONDS = 30;
const UNPLANNED_MAX = 4;

/** How many are in, of whom: the figure that a professor looks for first. */
function Came({ counts }: { counts: Counts }) {
  const of = expected(counts);
  const words = text().classroom.came(counts.attended, of);
  return (
    <div class="live-time">
      <progress class="live-progress" max={Math.max(1, of)} value={counts.attended} aria-label={words} />
      <p>{words}</p>
    </div>
  );
}

function LiveNow({ lecture, counts }: { lecture: Lecture; counts: Counts | undefined }) {
  const t = text();
  const at = useNow();
  return (
    <section class="live" aria-label={`${t.professor.liveNow}: ${lecture.subject}`}>
      <p class="live-over">
        <span class="class-dot" aria-hidden="true" />
        {t.professor.liveNow}
      </p>
      <h2>{hourName(lecture)}</h2>
      <p class="live-meta">
        {facts([lecture.room, lecture.title])}
        {lecture.window && <span class="live-closes">{t.taught.today.closesIn(countdown(Date.parse(lecture.window.closes_at) - at))}</span>}
      </p>
      {counts && expected(counts) > 0 && <Came counts={counts} />}
      <a class="live-button" href={`/lecture/${lecture.id}`}>
        <Icon name="people" />
        <span>{t.professor.openLive}</span>
      </a>
    </section>
  );
}

function LectureRow({ lecture, entry, when }: { lecture: Lecture; entry: TaughtClass | undefined; when: string | null }) {
  const counts = entry?.last?.id === lecture.id ? entry.last.counts : undefined;
  const zone = entry?.classroom.timezone;
  return (
    <li class="row today-row" data-lecture={lecture.id} data-stage={stageOf(lecture, now())}>
      <div>
        <p class="row-lead">
          <a class="cover" href={`/lecture/${lecture.id}`}>
            <bdi>{hourName(lecture)}</bdi>
          </a>
        </p>
        <p class="muted">{facts([when, span(lecture.starts_at, lecture.ends_at, zone), entry?.classroom.section, lecture.title, lecture.room])}</p>
      </div>
      {when === null || stageOf(lecture, now()) === 'soon' ? (
        <div class="today-action">
          <LectureAction lecture={counts ? { ...lecture, counts } : lecture} />
        </div>
      ) : (
        <Icon name="forward" turns />
      )}
    </li>
  );
}

/** Today's lectures; of a day without, the next one. */
function Lectures({ teaching }: { teaching: Teaching }) {
  const t = text().taught.today;
  const of = new Map(teaching.classes.map((entry) => [entry.classroom.id, entry]));
  const zone = (lecture: Lecture) => of.get(lecture.classroom_id)?.classroom.timezone;
  const today = teaching.today.filter((lecture) => isToday(lecture.starts_at, lecture.ends_at, zone(lecture)) && lecture.window?.state !== 'open');
  const ahead = teaching.classes
    .flatMap(({ next }) => (next && !teaching.today.some(({ id }) => id === next.id) ? [next] : []))
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const next = today.some((lecture) => ['soon', 'ahead'].includes(stageOf(lecture, now()))) ? undefined : ahead[0];
  return (
    <section aria-labelledby="today">
      <h2 id="today">{t.lectures}</h2>
      {today.length === 0 && !next && <p class="muted">{t.none}</p>}
      {(today.length > 0 || next) && (
        <ul class="card rows">
          {today.map((lecture) => (
            <LectureRow key={lecture.id} lecture={lecture} entry={of.get(lecture.classroom_id)} when={null} />
          ))}
          {next && <LectureRow lecture={next} entry={of.get(next.classroom_id)} when={facts([t.nextIs, day(next.starts_at, zone(next))])} />}
        </ul>
      )}
    </section>
  );
}

const WAITS: Record<Waiting['kind'], { icon: IconName; place: (one: Waiting) => string }> = {
  requests: { icon: 'hand', place: (one) => `/classroom/${one.classroom_id}/requests` },
  join: { icon: 'people', place: (one) => `/classroom/${one.classroom_id}/students` },
  hand_ins: { icon: 'inbox', place: (one) => `/classroom/${one.classroom_id}/board/${one.thing_id ?? ''}/grades` },
  signs: { icon: 'flag', place: (one) => `/lecture/${one.thing_id ?? ''}` },
};

function WaitingRow({ href, icon, lead, about }: { href: string; icon: IconName; lead: string; about: string | null }) {
  return (
    <a class="row row-link" href={href}>
      <span class="badge" aria-hidden="true">
        <Icon name={icon} />
      </span>
      <span class="waiting-words">
        <span class="row-lead">{lead}</span>
        {about && <span class="muted small">{about}</span>}
      </span>
      <Icon name="forward" turns />
    </a>
  );
}

/** For whoever is of an office that decides about leave, beside what waits in their classes. */
function WaitingList({ teaching }: { teaching: Teaching }) {
  const t = text();
  const office = useLoad<LeavePage & { officer: boolean }>('/api/office/leaves?limit=9');
  const { leaves = [], next = null, officer = false } = office.data ?? {};
  const rows = teaching.waiting;
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{t.taught.today.waiting}</h2>
      {rows.length === 0 && !officer && (
        <p class="today-calm muted">
          <Icon name="check" />
          {t.taught.today.nothingWaits}
        </p>
      )}
      {(rows.length > 0 || officer) && (
        <ul class="card rows">
          {rows.map((one) => (
            <li key={`${one.kind}-${one.classroom_id}-${one.thing_id}`} data-waiting={one.kind}>
              <WaitingRow
                href={WAITS[one.kind].place(one)}
                icon={WAITS[one.kind].icon}
                lead={t.taught.today.kind[one.kind](one.count)}
                about={facts([one.title ?? (one.starts_at && dayAndTime(one.starts_at, one.timezone)), one.subject, one.section])}
              />
            </li>
          ))}
          {officer && (
            <li data-waiting="leaves">
              <WaitingRow
                href="/leaves"
                icon="calendar"
                lead={t.taught.today.leaves}
                about={leaves.length === 0 ? t.taught.today.noLeaves : t.taught.today.leavesWait(leaves.length, next !== null)}
              />
            </li>
          )}
        </ul>
      )}
      {teaching.waiting_cut > 0 && <p class="muted small">{t.taught.today.moreWaits(teaching.waiting_cut)}</p>}
    </section>
  );
}

function SlippingRow({ one }: { one: Slipping }) {
  const t = text();
  const { student, classroom, standing, cells } = one;
  const said = t.taught.today.risk[one.risk];
  return (
    <li data-slipping={student.id}>
      <a class="row row-link slip-row" href={`/classroom/${classroom.id}/students/${student.id}`}>
        <Avatar id={student.id} name={student.name} />
        <span class="slip-words">
          <span class="row-lead">
            <bdi>{student.name}</bdi>
          </span>
          <span class="muted small">{facts([classroom.subject, classroom.section])}</span>
        </span>
        <span class="slip-strip">
          <StripPicture
            newest
            cells={cells.map((cell) => ({ id: cell.id, status: cell.status, day: shortDay(cell.starts_at, classroom.timezone), when: cell.outside ? 'outside' : 'held' }))}
            set={classroom.statuses}
            label={t.taught.today.lastLectures(cells.length)}
          />
        </span>
        <span class="slip-figure">
          <strong>{standing.percentage === null ? '–' : percent(standing.percentage)}</strong>
          <span class="muted small">{t.student.of(standing.attended, standing.counted)}</span>
          <span class={`slip-risk slip-${one.risk}`}>{said}</span>
        </span>
      </a>
    </li>
  );
}

function SlippingList({ teaching }: { teaching: Teaching }) {
  const t = text();
  // It counts all marks of the classes: read once.
  const list = useLoad<SlippingPage>('/api/user/teaching/slipping');
  if (!list.data) return list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton rows={2} />;
  const { students, total } = list.data;
  const taken = teaching.classes.some(({ last }) => last !== null);
  const first = students[0];
  return (
    <section aria-labelledby="slipping">
      <h2 id="slipping" class="slipping-head">
        {t.taught.today.slipping}
        {first && total > students.length && (
          <a href={`/classroom/${first.classroom.id}/statistics`}>{t.taught.today.slippingOf(students.length, total)}</a>
        )}
      </h2>
      {students.length === 0 ? (
        <p class="today-calm muted">
          {taken && <Icon name="check" />}
          {taken ? t.taught.today.noneSlips : t.taught.classes.neverTaken}
        </p>
      ) : (
        <ul class="card rows">
          {students.map((one) => (
            <SlippingRow key={`${one.classroom.id}-${one.student.id}`} one={one} />
          ))}
        </ul>
      )}
      <p class="small today-foot">
        <a href="/advised">{t.taught.today.advised}</a>
      </p>
    </section>
  );
}

/** A class that is not on today's plan. */
function Unplanned({ classes }: { classes: readonly TaughtClass[] }) {
  const t = text().taught.today;
  const free = classes.filter(({ classroom }) => !classroom.live && classroom.part !== 'assistant');
  if (free.length === 0) return null;
  return (
    <section aria-labelledby="unplanned">
      <h2 id="unplanned">{t.unplanned}</h2>
      <p class="muted small">{t.unplannedHint}</p>
      <ul class="card rows">
        {free.slice(0, UNPLANNED_MAX).map(({ classroom }) => (
          <li key={classroom.id} class="row today-row">
            <div>
              <p class="row-lead">
                <a class="cover" href={`/classroom/${classroom.id}`}>
                  <bdi>{classroom.subject}</bdi>
                </a>
              </p>
              <p class="muted small">{facts([classroom.section, classroom.term])}</p>
            </div>
            <div class="today-action">
              <InstantButton classroom={classroom} quiet />
            </div>
          </li>
        ))}
        {free.length > UNPLANNED_MAX && (
          <li>
            <a class="row row-link" href="/classes">
              <span>{t.allClasses}</span>
              <Icon name="forward" turns />
            </a>
          </li>
        )}
      </ul>
    </section>
  );
}

function FirstStep() {
  const t = text().taught;
  return (
    <Empty icon="book" title={t.today.first} hint={t.today.firstHint}>
      <ol class="first-steps">
        {t.today.firstSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <LinkButton href="/classrooms/new" kind="primary" icon="plus">
        {t.classes.new}
      </LinkButton>
    </Empty>
  );
}

function Day({ page }: { page: Loaded<Teaching> }) {
  const data = page.data;
  if (!data) return page.problem ? null : <Skeleton rows={4} />;
  const classes = data.classes.filter(({ classroom }) => !classroom.archived);
  if (classes.length === 0) return <FirstStep />;
  const live = once(classes.flatMap(({ classroom }) => (classroom.live ? [classroom.live] : [])));
  return (
    <div class="home">
      <div class="home-main">
        {live.map((lecture) => (
          <LiveNow key={lecture.id} lecture={lecture} counts={classes.find(({ last }) => last?.id === lecture.id)?.last?.counts} />
        ))}
        <Lectures teaching={data} />
        <WaitingList teaching={data} />
        <Unplanned classes={classes} />
      </div>
      <div class="home-side home-main">
        <SlippingList teaching={data} />
      </div>
    </div>
  );
}

export function ProfessorHomePage() {
  const t = text();
  usePageTitle(t.professor.todayTitle);
  const page = useLoad<Teaching>('/api/user/teaching');
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  return (
    <>
      <PageHead title={t.professor.todayTitle} sub={longDay(new Date(now()).toISOString())} />
      <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      <Day page={page} />
    </>
  );
}
