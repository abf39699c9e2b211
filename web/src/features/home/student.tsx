// SPDX-License-Identifier: MIT
// What a student sees first: what is open now, what comes next, what waits to be done, and how each subject stands.

import { useEffect } from 'preact/hooks';
import { warmGuide } from '../../camera/guide';
import { now } from '../../core/clock';
import { useLoad, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { AddedCard } from '../../ui/class/added';
import { Empty, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { Assisting } from '../../ui/class/assisting';
import { Icon } from '../../ui/icons';
import { hourName } from '../../ui/class/joint';
import { isOpenMark } from '../../ui/class/marks';
import { StatusChip } from '../../ui/class/status';
import type { Statuses } from '../../ui/class/statuses';
import { SubjectCard } from '../../ui/study/subject-card';
import { currentUser } from '../../core/session';
import { clockTime, countdown, day, dayAndTime, facts, isToday, span, wholeDay } from '../../core/text/format';
import type { Face, HomeItem, Lecture, LiveLecture, StudentHome } from '../../core/types';

const text = words(ownWords);

const REFRESH_SECONDS = 15;
const MINUTE_MS = 60_000;
// What begins within this is told in minutes.
const SOON_MS = 90 * MINUTE_MS;
const ROWS_MAX = 5;

type Zones = ReadonlyMap<number, string>;

/** The only part of the page that counts seconds. */
function LiveTime({ entry, onEnd }: { entry: LiveLecture; onEnd: () => void }) {
  const t = text();
  const at = useNow();
  const { id, window } = entry.lecture;
  const closes = window ? Date.parse(window.closes_at) : 0;
  const opens = window ? Date.parse(window.opens_at) : 0;
  const lateAt = window?.late_after_at ? Date.parse(window.late_after_at) : null;
  const over = closes <= at;
  useEffect(() => {
    // The window ran out while the page was open: the server's time decides.
    if (over) onEnd();
  }, [over]);
  const timeLine = lateAt !== null && at < lateAt ? t.student.lateIn(countdown(lateAt - at)) : lateAt !== null ? t.student.lateNow : '';
  return (
    <div class="live-time" id={`live-${id}`}>
      <progress class="live-progress" max={Math.max(1, closes - opens)} value={Math.max(0, closes - at)} aria-hidden="true" />
      <p>
        {timeLine && <strong>{timeLine}</strong>}
        <span>{t.student.closesIn(countdown(closes - at))}</span>
      </p>
    </div>
  );
}

interface TileProps {
  entry: LiveLecture;
  set: Statuses;
  zone: string | undefined;
  face: Face;
  onEnd: () => void;
}

function LiveTile({ entry, set, zone, face, onEnd }: TileProps) {
  const t = text();
  const { lecture, mark } = entry;
  if (!isOpenMark(mark) && mark?.status) {
    return (
      <section class="card live-done" aria-label={lecture.subject}>
        <div>
          <h2>
            <bdi>{lecture.subject}</bdi>
          </h2>
          {mark.marked_at && <p class="muted">{t.own.today.markedAt(clockTime(mark.marked_at, zone))}</p>}
        </div>
        <StatusChip set={set} status={mark.status} />
      </section>
    );
  }
  return (
    <section class="live" aria-label={t.student.live}>
      <p class="live-over">
        <span class="pulse" aria-hidden="true" />
        {t.student.live}
      </p>
      <h2>
        <bdi>{lecture.subject}</bdi>
      </h2>
      <p class="live-meta">{facts([lecture.title, lecture.room]) || span(lecture.starts_at, lecture.ends_at, zone)}</p>
      <a class="live-button" href={`/mark/${lecture.id}`} aria-describedby={`live-${lecture.id}`}>
        <Icon name="camera" />
        <span>{t.student.mark}</span>
      </a>
      <LiveTime entry={entry} onEnd={onEnd} />
      {!face.enrolled && <p class="live-first small">{t.own.today.first}</p>}
    </section>
  );
}

function FaceCard({ face }: { face: Face }) {
  const t = text();
  if (face.enrolled && !face.renew && !face.unsure) return null;
  const again = face.enrolled && face.unsure && !face.renew;
  return (
    <section class="card face-ask" aria-label={t.app.faceCheck}>
      <span class="badge">
        <Icon name="face" />
      </span>
      <div class="face-ask-words">
        <h2>{again ? t.student.unsure : face.renew ? t.student.renew : t.student.setUp}</h2>
        <p class="muted">{again ? t.student.unsureHint : face.renew ? t.student.renewHint : t.student.setUpHint}</p>
      </div>
      <LinkButton href="/face" kind="primary">
        {again ? t.student.unsureAction : face.renew ? t.student.renew : t.student.setUp}
      </LinkButton>
    </section>
  );
}

/** The next lecture, large while nothing is open. */
function NextCard({ lecture, zone }: { lecture: Lecture; zone: string | undefined }) {
  const t = text().own.today;
  const wait = Date.parse(lecture.starts_at) - now();
  const when = wait < SOON_MS ? t.inMinutes(Math.round(wait / MINUTE_MS)) : day(lecture.starts_at, zone);
  return (
    <section class="card today-next" aria-labelledby="next">
      <p class="today-over small">
        <span id="next">{t.next}</span>
        <span>{when}</span>
      </p>
      <h2>
        <bdi>{hourName(lecture)}</bdi>
      </h2>
      <p class="muted">{facts([span(lecture.starts_at, lecture.ends_at, zone), lecture.room, lecture.title])}</p>
    </section>
  );
}

/** `today`: all of them are, so their day is not said again. */
function LectureRows({ lectures, zones, title, today }: { lectures: readonly Lecture[]; zones: Zones; title: string; today: boolean }) {
  const t = text();
  return (
    <section aria-labelledby="upcoming">
      <div class="section-head">
        <h2 id="upcoming">{title}</h2>
        <a class="section-link" href="/calendar">
          {t.own.today.calendar}
        </a>
      </div>
      <ul class="card rows">
        {lectures.slice(0, ROWS_MAX).map((lecture) => {
          const zone = zones.get(lecture.classroom_id);
          return (
            <li key={lecture.id} class="row">
              <div>
                <p class="row-lead">
                  <bdi>{hourName(lecture)}</bdi>
                </p>
                <p class="muted">{facts([lecture.room, lecture.title])}</p>
              </div>
              <p class="row-time">
                {!today && <span>{day(lecture.starts_at, zone)}</span>}
                <span class="muted">{span(lecture.starts_at, lecture.ends_at, zone)}</span>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface ItemsProps {
  id: 'due' | 'unread';
  title: string;
  items: readonly HomeItem[];
  total: number;
  zones: Zones;
}

/** What waits on boards: what is to be handed in, what is new. */
function ItemRows({ id, title, items, total, zones }: ItemsProps) {
  const t = text();
  if (items.length === 0) return null;
  const shown = items.slice(0, ROWS_MAX);
  return (
    <section aria-labelledby={id} data-list={id}>
      <div class="section-head">
        <h2 id={id}>
          {title} <span class="count">{total}</span>
        </h2>
      </div>
      <ul class="card rows">
        {shown.map((item) => {
          const zone = zones.get(item.classroom_id);
          const overdue = item.due_at !== null && Date.parse(item.due_at) < now();
          return (
            <li key={item.id} data-item={item.id}>
              <a class="row row-link today-item" href={`/classroom/${item.classroom_id}/board/${item.id}`}>
                <div>
                  <p class="row-lead" dir="auto">
                    {item.title}
                  </p>
                  <p class="muted">
                    <bdi>{item.subject}</bdi>
                  </p>
                </div>
                {id === 'due' && item.due_at ? (
                  <p class={overdue ? 'today-due today-overdue' : 'today-due'}>
                    {overdue && <span>{t.own.today.overdue}</span>}
                    <span>{overdue ? day(item.due_at, zone) : dayAndTime(item.due_at, zone)}</span>
                  </p>
                ) : (
                  <p class="today-due muted">{t.boardKind[item.kind]}</p>
                )}
              </a>
            </li>
          );
        })}
      </ul>
      {total > shown.length && <p class="muted small today-more">{t.own.today.more(total - shown.length)}</p>}
    </section>
  );
}

function Subjects({ data }: { data: StudentHome }) {
  const t = text();
  const shown = data.classrooms.filter(({ classroom }) => !classroom.archived);
  return (
    <section aria-labelledby="subjects">
      <div class="section-head">
        <h2 id="subjects">{t.own.today.subjects}</h2>
        {data.classrooms.length > 0 && (
          <LinkButton href="/join" icon="plus" kind="quiet">
            {t.student.join}
          </LinkButton>
        )}
      </div>
      {data.classrooms.length === 0 ? (
        <Empty icon="book" title={t.student.noSubjects} hint={t.student.noSubjectsHint}>
          <LinkButton href="/join" kind="primary">
            {t.student.join}
          </LinkButton>
        </Empty>
      ) : (
        <ul class="list today-subjects">
          {shown.map((entry) => (
            <SubjectCard key={entry.classroom.id} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** What comes: the rest of today, or what follows. The first is shown large while nothing is open. */
function Coming({ data, zones }: { data: StudentHome; zones: Zones }) {
  const t = text();
  const [first, ...rest] = data.upcoming;
  if (data.classrooms.length === 0) return null;
  if (!first) return data.live.length > 0 ? null : <p class="muted">{t.student.noUpcoming}</p>;
  const large = data.live.length === 0;
  const list = large ? rest : data.upcoming;
  const zone = (lecture: Lecture) => zones.get(lecture.classroom_id);
  const today = list.filter((lecture) => isToday(lecture.starts_at, lecture.ends_at, zone(lecture)));
  const rows = today.length > 0 ? today : list;
  if (rows.length === 0) return null;
  return <LectureRows lectures={rows} zones={zones} today={today.length > 0} title={today.length > 0 ? t.own.today.restOfToday : t.student.upcoming} />;
}

export function StudentHomePage() {
  const t = text();
  usePageTitle(t.app.today);
  const home = useLoad<StudentHome>('/api/student/home');
  const reload = () => void home.reload();
  useRefresh(reload, REFRESH_SECONDS);
  const data = home.data;
  const waiting = data?.live.filter((l) => isOpenMark(l.mark)) ?? [];
  const warm = waiting.length > 0;
  useEffect(() => {
    // The camera page's model is ready by the time the tile is tapped.
    if (warm) warmGuide();
  }, [warm]);
  const zones: Zones = new Map(data?.classrooms.map(({ classroom }) => [classroom.id, classroom.timezone]));
  const sets = new Map(data?.classrooms.map(({ classroom }) => [classroom.id, classroom.statuses]));
  const next = data?.live.length === 0 ? data.upcoming[0] : undefined;
  const due = new Set(data?.board.due.map((item) => item.id));
  const fresh = data?.board.unread.filter((item) => !due.has(item.id)) ?? [];
  const freshTotal = data ? data.board.unread_total - (data.board.unread.length - fresh.length) : 0;
  return (
    <>
      <header class="today-head">
        <p class="muted small">{wholeDay(now())}</p>
        <h1 tabIndex={-1}>{t.student.hello(currentUser()?.name.split(' ')[0] ?? '')}</h1>
      </header>
      <ProblemNotice problem={home.problem} onRetry={reload} />
      {!data && !home.problem && <Skeleton />}
      {data && (
        <div class="today">
          <div class="today-now">
            {data.live.map((entry) => (
              <LiveTile
                key={entry.lecture.id}
                entry={entry}
                set={sets.get(entry.lecture.classroom_id)}
                zone={zones.get(entry.lecture.classroom_id)}
                face={data.face}
                onEnd={reload}
              />
            ))}
            {next && <NextCard lecture={next} zone={zones.get(next.classroom_id)} />}
            <Assisting />
            <AddedCard classrooms={data.classrooms.map(({ classroom }) => classroom)} onAccepted={reload} onLeft={reload} />
            {waiting.length === 0 && <FaceCard face={data.face} />}
          </div>
          <div class="today-side">
            <Coming data={data} zones={zones} />
            <ItemRows id="due" title={t.own.today.due} items={data.board.due} total={data.board.due_total} zones={zones} />
            <ItemRows id="unread" title={t.own.today.fresh} items={fresh} total={freshTotal} zones={zones} />
            {data.classrooms.length > 0 && (
              <LinkButton href="/leaves" icon="calendar" kind="quiet">
                {t.own.today.askLeave}
              </LinkButton>
            )}
          </div>
          <div class="today-all">
            <Subjects data={data} />
          </div>
        </div>
      )}
    </>
  );
}
