// SPDX-License-Identifier: MIT
// A professor's day: what is open now, what is scheduled today, and one tap to a class that was not scheduled at all.

import { post } from '../../api';
import { useAction, useLoad, useNow, usePageTitle, useRefresh } from '../../hooks';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../parts/basics';
import { Icon } from '../../parts/icons';
import { hourName, once } from '../../parts/joint';
import { WindowChip } from '../../parts/window-chip';
import { navigate } from '../../router';
import { text } from '../../text';
import { countdown, facts, isToday, longDay, number, span } from '../../text/format';
import { now } from '../../clock';
import type { Classroom, ClassroomList, LeavePage, Lecture } from '../../types';

const REFRESH_SECONDS = 30;

export function InstantButton({ classroom, wide = false }: { classroom: Classroom; wide?: boolean }) {
  const t = text();
  const { busy, problem, run } = useAction();
  const start = () =>
    void run(async () => {
      const lecture = await post<Lecture>(`/api/classroom/${classroom.id}/instant`, {});
      navigate(`/lecture/${lecture.id}`);
    });
  return (
    <>
      <Button kind="primary" icon="bolt" busy={busy} wide={wide} onClick={start} label={t.professor.instantFor(classroom.subject)}>
        {t.professor.instant}
      </Button>
      <ProblemNotice problem={problem} />
    </>
  );
}

function LiveNow({ lecture }: { lecture: Lecture }) {
  const t = text();
  const at = useNow();
  return (
    <section class="live" aria-label={`${t.professor.liveNow}: ${lecture.subject}`}>
      <p class="live-over">
        <span class="pulse" aria-hidden="true" />
        {t.professor.liveNow}
      </p>
      <h2>{hourName(lecture)}</h2>
      {lecture.window && <p class="live-meta">{t.lecture.closesIn(countdown(Date.parse(lecture.window.closes_at) - at))}</p>}
      <a class="live-button" href={`/lecture/${lecture.id}`}>
        <Icon name="people" />
        <span>{t.professor.openLive}</span>
      </a>
    </section>
  );
}

/** `instant`: among the professor's own, below a heading; else in a list that is the page itself. */
export function ClassroomCard({ classroom, instant }: { classroom: Classroom; instant: boolean }) {
  const t = text();
  const Heading = instant ? 'h3' : 'h2';
  return (
    <li class="card classroom-card">
      <div class="classroom-head">
        <Heading>
          <a class="cover" href={`/classroom/${classroom.id}`}>
            {classroom.subject}
          </a>
        </Heading>
        <p class="muted">
          {facts([classroom.section, classroom.term, instant ? null : classroom.professor.name])}
        </p>
        <p class="muted">
          {t.professor.students(classroom.students)} · {t.professor.lectures(classroom.lectures)}
        </p>
      </div>
      <div class="classroom-actions">
        {classroom.live ? (
          <LinkButton href={`/lecture/${classroom.live.id}`} icon="people" kind="primary">
            {t.professor.openLive}
          </LinkButton>
        ) : (
          instant && <InstantButton classroom={classroom} />
        )}
        {!instant && (
          <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy" kind="quiet" label={`${t.copy.open}: ${classroom.subject}`}>
            {t.copy.open}
          </LinkButton>
        )}
      </div>
    </li>
  );
}

function TodayList({ lectures, zones }: { lectures: Lecture[]; zones: Map<number, string> }) {
  const t = text();
  if (lectures.length === 0) return <p class="muted">{t.professor.nothingToday}</p>;
  return (
    <ul class="card rows">
      {lectures.map((lecture) => (
        <li key={lecture.id}>
          <a class="row row-link" href={`/lecture/${lecture.id}`}>
            <div>
              <p class="row-lead">{hourName(lecture)}</p>
              <p class="muted">
                {facts([span(lecture.starts_at, lecture.ends_at, zones.get(lecture.classroom_id)), lecture.title, lecture.room])}
              </p>
            </div>
            <WindowChip lecture={lecture} />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Those of earlier terms: to be read, and to be copied into the next one. */
function Archived({ classrooms }: { classrooms: Classroom[] }) {
  const t = text();
  if (classrooms.length === 0) return null;
  return (
    <details>
      <summary>{t.copy.archived(classrooms.length)}</summary>
      <ul class="card rows">
        {classrooms.map((classroom) => (
          <li key={classroom.id} class="row day-row">
            <a href={`/classroom/${classroom.id}`}>
              <bdi>{facts([classroom.subject, classroom.section, classroom.term])}</bdi>
            </a>
            {(classroom.part === 'owner' || classroom.part === 'teacher') && (
              <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy" kind="quiet">
                {t.copy.open}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** For whoever is of an office that decides about leave. */
function LeaveWaiting() {
  const t = text().leave;
  const list = useLoad<LeavePage & { officer: boolean }>('/api/office/leaves?limit=9');
  if (!list.data?.officer) return null;
  const { leaves, next } = list.data;
  return (
    <section class="card row" aria-label={t.queue}>
      <p class="row-lead">{leaves.length === 0 ? t.noneOpen : t.waiting(leaves.length, next !== null)}</p>
      <LinkButton href="/leaves" kind={leaves.length > 0 ? 'primary' : 'plain'}>
        {t.open}
      </LinkButton>
    </section>
  );
}

export function ProfessorHomePage() {
  const t = text();
  usePageTitle(t.professor.todayTitle);
  const list = useLoad<ClassroomList>('/api/classroom');
  useRefresh(() => void list.reload(), REFRESH_SECONDS);
  const data = list.data;
  const classrooms = data?.classrooms.filter((c) => !c.archived) ?? [];
  const archived = data?.classrooms.filter((c) => c.archived) ?? [];
  const live = once(classrooms.flatMap((c) => (c.live ? [c.live] : [])));
  const zones = new Map(classrooms.map((c) => [c.id, c.timezone]));
  return (
    <>
      <PageHead title={t.professor.todayTitle} sub={longDay(new Date(now()).toISOString())} />
      <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />
      {!data && !list.problem && <Skeleton />}
      <LeaveWaiting />
      {data && classrooms.length === 0 && (
        <Empty icon="book" title={t.professor.firstTitle} hint={t.professor.firstHint}>
          <LinkButton href="/classrooms/new" kind="primary" icon="plus">
            {t.professor.newClassroom}
          </LinkButton>
        </Empty>
      )}
      {data && classrooms.length === 0 && <Archived classrooms={archived} />}
      {data && classrooms.length > 0 && (
        <div class="home">
          <div class="home-main">
            {live.map((lecture) => (
              <LiveNow key={lecture.id} lecture={lecture} />
            ))}
            <section aria-labelledby="classrooms">
              <div class="section-head">
                <h2 id="classrooms">{t.professor.classrooms}</h2>
                <LinkButton href="/advised" icon="people" kind="quiet">
                  {t.rules.advised}
                </LinkButton>
                <LinkButton href="/classrooms/new" icon="plus" kind="quiet">
                  {t.professor.newClassroom}
                </LinkButton>
              </div>
              <ul class="list">
                {classrooms.map((classroom) => (
                  <ClassroomCard key={classroom.id} classroom={classroom} instant />
                ))}
              </ul>
              {data.next !== null && <p class="muted small">{t.admin.shownOf(number(data.classrooms.length), number(data.total))}</p>}
              <Archived classrooms={archived} />
            </section>
          </div>
          <section class="home-side" aria-labelledby="today">
            <h2 id="today">{t.professor.todayLectures}</h2>
            <TodayList lectures={data.today.filter((l) => isToday(l.starts_at, l.ends_at, zones.get(l.classroom_id)))} zones={zones} />
          </section>
        </div>
      )}
    </>
  );
}
