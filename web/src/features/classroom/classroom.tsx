// SPDX-License-Identifier: MIT
// The lectures of a class as people look for them: today, what comes, what was; and how students come in.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { weekDays } from '../../core/week';
import { Button, Empty, LinkButton, Skeleton } from '../../ui/basics';
import { InstantButton } from '../../ui/class/instant';
import { ClassFrame } from '../../ui/class/class-frame';
import { JoinRow } from '../../ui/class/join-row';
import { LectureAction, stageOf } from '../../ui/class/start';
import { groupWords } from '../../ui/class/groups';
import { isStaff, isTeacher } from '../../ui/class/part';
import { WindowChip } from '../../ui/class/window-chip';
import { day, facts, longDay, shortDay, span } from '../../core/text/format';
import type { Classroom, ClassroomPage as Page } from '../../core/types';
import { cut, ordered, type Week } from './lecture-order';

const text = words(taughtWords, teachingWords);

type Lecture = Page['lectures'][number];

const COMING = 8;
const PAST = 12;

function LectureRow({ lecture, classroom, today = false }: { lecture: Lecture; classroom: Classroom; today?: boolean }) {
  const t = text();
  const zone = classroom.timezone;
  const stage = stageOf(lecture, now());
  const { counts } = lecture;
  const rest = counts && lecture.taken && stage === 'done' ? t.classroom.rest(counts.missed, counts.unmarked, counts.ignored) : '';
  const acts = today && isStaff(classroom) && !classroom.archived && stage !== 'done' && stage !== 'cancelled';
  return (
    <li class="row today-row lecture-row" data-lecture={lecture.id} data-stage={stage}>
      <div>
        <p class="row-lead">
          <a class="cover" href={`/lecture/${lecture.id}`}>
            {today ? span(lecture.starts_at, lecture.ends_at, zone) : day(lecture.starts_at, zone)}
          </a>
        </p>
        <p class="muted">
          {facts([today ? null : span(lecture.starts_at, lecture.ends_at, zone), lecture.title, lecture.room, groupWords(lecture.groups)])}
        </p>
        {rest && (
          <p class="muted small" data-rest>
            {rest}
          </p>
        )}
      </div>
      <div class="today-action">{acts ? <LectureAction lecture={lecture} /> : <WindowChip lecture={lecture} counts={counts} />}</div>
    </li>
  );
}

function weekName(week: Week<Lecture>, zone: string): string {
  const t = text().taught.lectures;
  const names: Record<string, string> = { '0': t.thisWeek, '1': t.nextWeek, '-1': t.lastWeek };
  const dates = week.lectures.map(({ starts_at }) => starts_at).sort();
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const range = shortDay(first, zone) === shortDay(last, zone) ? shortDay(first, zone) : `${shortDay(first, zone)} – ${shortDay(last, zone)}`;
  return names[String(week.away)] ?? range;
}

function Weeks({ weeks, most, classroom, id }: { weeks: readonly Week<Lecture>[]; most: number; classroom: Classroom; id: string }) {
  const t = text().taught.lectures;
  const [all, setAll] = useState(false);
  const { shown, left } = all ? { shown: weeks, left: 0 } : cut(weeks, most);
  return (
    <>
      {shown.map((week) => (
        <div key={week.away} class="lecture-week">
          <h3 id={`${id}-${week.away}`}>{weekName(week, classroom.timezone)}</h3>
          <ul class="card rows" aria-labelledby={`${id}-${week.away}`}>
            {week.lectures.map((lecture) => (
              <LectureRow key={lecture.id} lecture={lecture} classroom={classroom} />
            ))}
          </ul>
        </div>
      ))}
      {left > 0 && <Button onClick={() => setAll(true)}>{t.more(left)}</Button>}
    </>
  );
}

function Lectures({ page }: { page: Page }) {
  const t = text().taught.lectures;
  const { classroom, lectures } = page;
  if (lectures.length === 0) return <Empty icon="calendar" title={t.none} hint={isTeacher(classroom) ? t.noneHint : ''} />;
  const { today, coming, past } = ordered(lectures, now(), classroom.timezone, weekDays()[0] ?? 1);
  return (
    <>
      {today.length > 0 && (
        <section aria-labelledby="today">
          <h2 id="today">
            {t.today} <span class="count">{longDay(new Date(now()).toISOString(), classroom.timezone)}</span>
          </h2>
          <ul class="card rows lectures-today" aria-labelledby="today">
            {today.map((lecture) => (
              <LectureRow key={lecture.id} lecture={lecture} classroom={classroom} today />
            ))}
          </ul>
        </section>
      )}
      {!classroom.archived && (
        <section aria-labelledby="coming">
          <h2 id="coming">{t.coming}</h2>
          {coming.length === 0 ? <p class="muted">{t.noComing}</p> : <Weeks weeks={coming} most={COMING} classroom={classroom} id="coming" />}
        </section>
      )}
      {past.length > 0 && (
        <section aria-labelledby="past">
          <h2 id="past">{t.past}</h2>
          <Weeks weeks={past} most={PAST} classroom={classroom} id="past" />
        </section>
      )}
    </>
  );
}

function LecturesPage({ page }: { page: Page }) {
  const t = text().taught.lectures;
  const { classroom } = page;
  const plans = isTeacher(classroom) && !classroom.archived;
  return (
    <div class="lectures-page">
      <div class="lectures-side">
        {isStaff(classroom) && classroom.join_code && !classroom.archived && <JoinRow classroom={classroom} />}
        {plans && (
          <div class="actions">
            <LinkButton href={`/classroom/${classroom.id}/schedule`} icon="plus">
              {t.schedule}
            </LinkButton>
            <LinkButton href={`/classroom/${classroom.id}/schedule#weekly`} icon="calendar">
              {t.weekly}
            </LinkButton>
          </div>
        )}
      </div>
      <div class="lectures">
        <Lectures page={page} />
      </div>
    </div>
  );
}

export function ClassroomPage({ classroom: id, path }: { classroom: string; path: string }) {
  const { data } = useClass(id);
  const starts = data !== null && isTeacher(data.classroom) && !data.classroom.archived && !data.classroom.live;
  return (
    <ClassFrame id={id} path={path} actions={starts && <InstantButton classroom={data.classroom} />}>
      {data ? <LecturesPage page={data} /> : <Skeleton rows={5} />}
    </ClassFrame>
  );
}
