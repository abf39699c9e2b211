// SPDX-License-Identifier: MIT
// One student of a class, as its staff sees them: the term as a picture, what happened in order, what they asked, and the staff's notes.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useLoad, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { currentUser } from '../../core/session';
import { day, dayAndTime, facts, isToday, number, percent, shortDay, weekdayName } from '../../core/text/format';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, reasons as reasonsWords, register as registerWords } from '../../core/text/books';
import { weekDays } from '../../core/week';
import type { LatePattern, StudentAsked, StudentChange, StudentDetails } from '../../core/types';
import { Avatar } from '../../ui/avatar';
import { Button, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Plot, Share } from '../../ui/chart';
import { Icon } from '../../ui/icons';
import { OutlookLine } from '../../ui/class/outlook';
import { StatusChip, statusName } from '../../ui/class/status';
import { lineOf } from '../../ui/class/statuses';
import { Strip, type StripCell } from '../../ui/class/strip';
import { MakeCode } from '../../ui/form/one-time-code';
import { Notes } from './notes';
import { madeWords } from './sheet';
import { changesByLecture, trendOf, type Entry } from './term';

const text = words(lectureWords, liveWords, reasonsWords, registerWords);

const ROWS = 12;
const CHIP: Record<StudentAsked['state'], string> = { open: 'live', accepted: 'P', refused: 'A', withdrawn: 'none' };

function Head({ data }: { data: StudentDetails }) {
  const t = text().details;
  const zone = data.classroom.timezone;
  const lines = [
    data.number && `${t.number} ${data.number}`,
    data.groups.map((group) => group.name).join(', '),
    data.joined_at && t.joined(shortDay(data.joined_at, zone)),
    data.left_at && t.left(shortDay(data.left_at, zone)),
    data.enrolled ? t.enrolled : t.notEnrolled,
  ];
  return (
    <header class="student-head">
      <Avatar id={data.student.id} name={data.student.name} large />
      <div class="student-who">
        <h1 tabIndex={-1}>
          <bdi>{data.student.name}</bdi>
        </h1>
        {data.programme && (
          <p>
            <bdi>{data.programme}</bdi>
          </p>
        )}
        <p class="muted">{facts(lines)}</p>
        {data.email && (
          <p class="student-email">
            <a href={`mailto:${data.email}`}>
              <bdi>{data.email}</bdi>
            </a>
            {!data.email_proven && <span class="muted small"> {t.unproven}</span>}
          </p>
        )}
      </div>
      {data.email && (
        <a class="button button-plain" href={`mailto:${data.email}`}>
          <Icon name="mail" />
          <span>{t.write}</span>
        </a>
      )}
    </header>
  );
}

function cellOf({ lecture, mark, outside }: Entry, zone: string): StripCell {
  const when = lecture.cancelled
    ? 'cancelled'
    : Date.parse(lecture.starts_at) > now() && !mark?.status
      ? 'future'
      : isToday(lecture.starts_at, lecture.ends_at, zone)
        ? 'today'
        : outside
          ? 'outside'
          : 'held';
  return { id: lecture.id, status: mark?.status ?? null, day: day(lecture.starts_at, zone), when, more: facts([mark && madeWords(mark, zone, lecture.starts_at), lecture.title]) };
}

/** What it comes to, of what, and what the threshold asks. */
function Term({ data }: { data: StudentDetails }) {
  const t = text();
  const { standing, classroom } = data;
  const zone = classroom.timezone;
  const set = classroom.statuses;
  const cells = [...data.lectures].reverse().map((entry) => cellOf(entry, zone));
  const points = trendOf(data.lectures, (status) => lineOf(set, status), now());
  const { trend } = standing;
  const recent = t.grid.figures(number(trend.recent_attended), number(trend.recent_counted));
  const direction = trend.direction && { up: t.details.trendUp, down: t.details.trendDown, level: t.details.trendLevel }[trend.direction](recent);
  const figures = [
    t.details.attended(number(standing.attended), number(standing.counted)),
    t.details.held(number(standing.taken)),
    standing.excused > 0 && t.grid.excused(number(standing.excused)),
    standing.left_out > 0 && t.grid.leftOut(number(standing.left_out)),
  ];
  return (
    <section class="card student-term" aria-labelledby="term">
      <h2 id="term">{t.details.term}</h2>
      <div class="student-figures">
        <p class="student-share">{standing.percentage === null ? '–' : percent(standing.percentage)}</p>
        <div>
          <p>{facts(figures)}</p>
          {direction && <p class="muted small">{direction}</p>}
        </div>
      </div>
      <OutlookLine standing={standing} />
      {cells.length > 0 && <Strip cells={cells} set={set} label={t.details.term} href={(id) => `#mark-${id}`} />}
      {points.length > 1 && (
        <>
          <h3>{t.details.trend}</h3>
          <Plot
            kind="line"
            label={t.details.trend}
            columns={points.map(({ entry, attended, counted }) => {
              const share = (100 * attended) / counted;
              const when = shortDay(entry.lecture.starts_at, zone);
              return { key: String(entry.lecture.id), label: when, percentage: share, words: t.pictures.point(when, percent(share), number(attended), number(counted)) };
            })}
            threshold={classroom.threshold_percent > 0 ? { at: classroom.threshold_percent, label: t.pictures.threshold(percent(classroom.threshold_percent)) } : undefined}
            hint={t.pictures.nothing}
          />
        </>
      )}
    </section>
  );
}

function Lateness({ late }: { late: LatePattern }) {
  const t = text().details;
  const order = weekDays();
  const days = [...late.by_weekday].sort((a, b) => order.indexOf(a.weekday) - order.indexOf(b.weekday));
  return (
    <section class="card" aria-labelledby="student-late">
      <h2 id="student-late">{t.late}</h2>
      {days.some((one) => one.late > 0) ? (
        days.map((one) => (
          <div key={one.weekday}>
            <p>{weekdayName(one.weekday, 'long')}</p>
            <Share percentage={one.percentage} words={t.lateOf(number(one.late), number(one.came))} label={weekdayName(one.weekday, 'long')} />
          </div>
        ))
      ) : (
        <p class="muted">{t.lateNever}</p>
      )}
    </section>
  );
}

/* ---- what happened ---- */

function ChangeLine({ change, data }: { change: StudentChange; data: StudentDetails }) {
  const t = text().details;
  const set = data.classroom.statuses;
  const word = (status: string | null) => (status === null ? t.none : statusName(set, status));
  return (
    <li class="muted small" data-change={change.id}>
      {facts([t.changed(word(change.from), word(change.to)), change.by && t.changedBy(change.by.name), dayAndTime(change.at, data.classroom.timezone)])}
      {change.reason && <bdi class="student-reason">“{change.reason}”</bdi>}
    </li>
  );
}

function EntryRow({ entry, changes, data }: { entry: Entry; changes: readonly StudentChange[]; data: StudentDetails }) {
  const t = text();
  const zone = data.classroom.timezone;
  const { lecture, mark, outside, left_out } = entry;
  const made = mark ? madeWords(mark, zone, lecture.starts_at) : '';
  return (
    <li id={`mark-${lecture.id}`} class="student-entry" data-lecture={lecture.id} data-status={mark?.status ?? 'none'}>
      <div class="student-entry-head">
        <a class="row-lead" href={`/lecture/${lecture.id}`}>
          {facts([day(lecture.starts_at, zone), lecture.title])}
        </a>
        {outside && !mark?.status ? <span class="muted small">{t.register.outside}</span> : <StatusChip set={data.classroom.statuses} status={mark?.status ?? null} />}
      </div>
      {made && <p class="muted small">{made}</p>}
      {left_out && <p class="muted small">{t.grid.leftOut('1')}</p>}
      {mark?.note && (
        <p class="note small">
          <bdi>{mark.note}</bdi>
        </p>
      )}
      {mark?.flags.map((flag) => (
        <p key={flag} class="doubt-why small">
          <strong>{t.live.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</strong>
        </p>
      ))}
      {changes.length > 0 && (
        <ul class="student-changes">
          {changes.map((change) => (
            <ChangeLine key={change.id} change={change} data={data} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Timeline({ data, path }: { data: StudentDetails; path: string }) {
  const t = text().details;
  const [all, setAll] = useState(false);
  const changes = useList<StudentChange, { changes: StudentChange[]; next: number | null }>(`${path}/changes?limit=200`, (answer) => answer.changes);
  const by = changesByLecture(changes.items ?? []);
  const past = data.lectures.filter(({ lecture, mark }) => !lecture.cancelled && (lecture.taken || mark?.status));
  const shown = all ? past : past.slice(0, ROWS);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{t.timeline}</h2>
      <ProblemNotice problem={changes.problem} onRetry={changes.reload} />
      {past.length === 0 && <p class="muted">{t.noMarks}</p>}
      {past.length > 0 && (
        <ul class="card rows student-timeline">
          {shown.map((entry) => (
            <EntryRow key={entry.lecture.id} entry={entry} changes={by.get(entry.lecture.id) ?? []} data={data} />
          ))}
        </ul>
      )}
      <div class="actions student-more">
        {!all && past.length > ROWS && <Button onClick={() => setAll(true)}>{t.older(past.length - ROWS)}</Button>}
        {changes.more && (
          <Button kind="quiet" busy={changes.reading} onClick={changes.more}>
            {t.more}
          </Button>
        )}
      </div>
    </section>
  );
}

/* ---- what they asked, and what was refused ---- */

function Asked({ data }: { data: StudentDetails }) {
  const t = text().details;
  const zone = data.classroom.timezone;
  const lectures = new Map(data.lectures.map(({ lecture }) => [lecture.id, lecture]));
  const time = (one: StudentAsked) => {
    const lecture = lectures.get(one.lecture_id ?? 0);
    if (lecture) return dayAndTime(lecture.starts_at, zone);
    if (!one.from || !one.until) return '';
    const last = new Date(Math.max(Date.parse(one.from), Date.parse(one.until) - 86_400_000)).toISOString();
    return [...new Set([shortDay(one.from, zone), shortDay(last, zone)])].join(' – ');
  };
  return (
    <section class="card" aria-labelledby="asked">
      <h2 id="asked">{t.asked}</h2>
      {data.asked.length === 0 && <p class="muted">{t.noAsked}</p>}
      <ul class="student-asked">
        {data.asked.map((one) => (
          <li key={`${one.kind}${one.id}`}>
            <span>{facts([one.name ?? t[one.kind], time(one)])}</span>
            <span class={`chip chip-plain chip-${CHIP[one.state]}`}>{t.state[one.state]}</span>
          </li>
        ))}
      </ul>
      {data.asked.length > 0 && currentUser()?.role !== 'administrator' && (
        <LinkButton href={`/classroom/${data.classroom.id}/requests`} kind="quiet">
          {t.toRequests}
        </LinkButton>
      )}
    </section>
  );
}

function Refusals({ data }: { data: StudentDetails }) {
  const t = text();
  const zone = data.classroom.timezone;
  const reasons = t.reasons as Record<string, string>;
  return (
    <section class="card" aria-labelledby="refusals">
      <h2 id="refusals">{t.details.refusals}</h2>
      {data.refusals.length === 0 && <p class="muted">{t.details.noRefusals}</p>}
      <ul class="student-asked">
        {data.refusals.map((one, i) => (
          <li key={i}>
            <a href={`/lecture/${one.lecture_id}`}>{dayAndTime(one.at, zone)}</a>
            <span class="muted">{reasons[one.reason] ?? one.reason.replaceAll('_', ' ')}</span>
          </li>
        ))}
      </ul>
      {data.refusals_total > data.refusals.length && (
        <p class="muted small">{t.details.refusalsMore(number(data.refusals.length), number(data.refusals_total))}</p>
      )}
    </section>
  );
}

export function StudentPage({ classroom, student }: { classroom: string; student: string }) {
  const t = text();
  const path = `/api/classroom/${classroom}/students/${student}`;
  const loaded = useLoad<StudentDetails>(path);
  const numbers = useLoad<{ late: LatePattern }>(`/api/classroom/${classroom}/statistics/${student}`);
  const { data, problem } = loaded;
  usePageTitle(data?.student.name ?? t.details.title);
  if (!data)
    return (
      <>
        <PageHead title={t.details.title} back={`/classroom/${classroom}/register`} />
        {problem ? <ProblemNotice problem={problem} onRetry={() => void loaded.reload()} /> : <Skeleton rows={6} />}
      </>
    );
  return (
    <div class="student-page">
      <a class="back" href={`/classroom/${classroom}/register`}>
        <Icon name="back" turns />
        <bdi>{data.classroom.subject}</bdi>
      </a>
      <Head data={data} />
      <div class="student-columns">
        <div class="student-main">
          <Term data={data} />
          <Timeline data={data} path={path} />
        </div>
        <aside class="student-side" aria-label={t.details.title}>
          <Notes path={path} data={data} />
          {!data.email && currentUser()?.role === 'professor' && !data.left_at && (
            <section class="card">
              <MakeCode path={`${path}/code`} />
            </section>
          )}
          {numbers.data && <Lateness late={numbers.data.late} />}
          <Asked data={data} />
          <Refusals data={data} />
        </aside>
      </div>
    </div>
  );
}
