// SPDX-License-Identifier: MIT
// A professor's day: what is open now, what is scheduled today, and one tap to a class that was not scheduled at all.

import { useLoad, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { hourName, once } from '../../ui/joint';
import { ClassroomCard } from '../../ui/class-card';
import { WindowChip } from '../../ui/window-chip';
import { text } from './words';
import { countdown, facts, isToday, longDay, number, span } from '../../core/text/format';
import { now } from '../../core/clock';
import type { Classroom, ClassroomList, LeavePage, Lecture } from '../../core/types';

const REFRESH_SECONDS = 30;

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
