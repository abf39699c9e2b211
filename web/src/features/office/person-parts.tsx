// SPDX-License-Identifier: MIT
// What a person's page shows of them: each class with its strip, where they are signed in, what they agreed to, what happened.

import { useLoad } from '../../core/hooks';
import { now } from '../../core/clock';
import { words } from '../../core/text';
import { desk as deskWords, office as officeWords } from '../../core/text/books';
import { Empty, ProblemNotice, Skeleton, standingWords } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { Strip, type StripCell } from '../../ui/class/strip';
import { day, dayAndTimeInside, facts, isToday, longDay, percent } from '../../core/text/format';
import type { AdminUser, AuditEntry, ConsentLine, PersonAttendance, PersonLecture, PersonSession, Standing } from '../../core/types';
import { LogEntry } from './audit-entry';

const text = words(deskWords, officeWords);

const LOG_SHOWN = 8;

function cellOf(lecture: PersonLecture, zone: string): StripCell {
  const t = text();
  const words = t.desk.person;
  const begun = Date.parse(lecture.starts_at) <= now();
  const when = lecture.cancelled ? 'cancelled' : lecture.outside ? 'outside' : !begun ? 'future' : isToday(lecture.starts_at, lecture.starts_at, zone) ? 'today' : 'held';
  const more = facts([
    lecture.title,
    lecture.cancelled && words.cancelled,
    lecture.outside && !lecture.cancelled && begun && words.outside,
    lecture.method && (words.methods[lecture.method] ?? lecture.method),
    lecture.minutes_late ? t.student.minutesLate(lecture.minutes_late) : null,
  ]);
  return { id: lecture.id, status: lecture.status as StripCell['status'], day: day(lecture.starts_at, zone), when, ...(more && { more }) };
}

function Rate({ standing }: { standing: Standing }) {
  const words = text().desk.person;
  if (standing.counted === 0 || standing.percentage === null) return <p class="muted small">{words.noneTaken}</p>;
  const low = standing.outlook.below ? ' rate-low' : standing.outlook.near ? ' rate-near' : '';
  return (
    <p class="class-rate">
      <strong class={`rate${low}`}>{percent(standing.percentage)}</strong>{' '}
      <span class="muted small">{standingWords(standing, words.standing(standing.attended, standing.counted))}</span>
    </p>
  );
}

export function Attendance({ user }: { user: AdminUser }) {
  const t = text();
  const words = t.desk.person;
  const loaded = useLoad<PersonAttendance>(`/api/admin/users/${user.id}/attendance`);
  const data = loaded.data;
  const student = user.role === 'student';
  return (
    <>
      {student && (
        <section aria-labelledby="attendance">
          <h2 id="attendance">{words.attendance}</h2>
          <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} />
          {!data && !loaded.problem && <Skeleton rows={2} />}
          {data?.classes.length === 0 && <Empty icon="book" title={words.attendanceNone} hint={words.attendanceNoneHint} />}
          {data && data.classes.length > 0 && (
            <ul class="card rows">
              {data.classes.map(({ classroom, standing, lectures }) => (
                <li key={classroom.id} class="row class-term" data-class={classroom.id}>
                  <div class="class-term-head">
                    <p class="row-lead">
                      <a href={`/classroom/${classroom.id}`}>
                        <bdi>{facts([classroom.subject, classroom.section])}</bdi>
                      </a>
                    </p>
                    <Rate standing={standing} />
                  </div>
                  {lectures.length > 0 && (
                    <Strip
                      cells={lectures.map((lecture) => cellOf(lecture, classroom.timezone))}
                      set={classroom.statuses}
                      label={words.strip(classroom.subject)}
                      href={(lecture) => `/lecture/${lecture}`}
                    />
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {data && (data.teaches.length > 0 || !student) && (
        <section aria-labelledby="teaches">
          <h2 id="teaches">{words.teaches}</h2>
          {data.teaches.length === 0 ? (
            <p class="muted">{words.teachesNone}</p>
          ) : (
            <ul class="card rows">
              {data.teaches.map((one) => (
                <li key={one.id}>
                  <a class="row row-link" href={`/classroom/${one.id}`}>
                    <div>
                      <p class="row-lead">
                        <bdi>{facts([one.subject, one.section])}</bdi>
                      </p>
                      <p class="muted small">{facts([one.term, words.students(one.students), one.archived && words.archived])}</p>
                    </div>
                    <span class="tag">{words.parts[one.part]}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

export function SessionsOf({ person, count }: { person: number; count: number }) {
  const words = text().desk.person;
  const loaded = useLoad<{ sessions: PersonSession[]; total: number }>(`/api/admin/users/${person}/sessions`);
  if (!loaded.data && count > 0) return null;
  const sessions = loaded.data?.sessions ?? [];
  return (
    <section class="card" aria-labelledby="sessions">
      <h2 id="sessions">{words.sessions}</h2>
      {sessions.length === 0 ? (
        <p class="muted">{words.sessionsNone}</p>
      ) : (
        <ul class="plain-rows">
          {sessions.map((one) => (
            <li key={one.id}>
              <Icon name={one.bearer ? 'gear' : 'device'} />
              <div>
                <p>{facts([one.device, one.bearer && words.program, one.current && words.here])}</p>
                <p class="muted small">{words.session(dayAndTimeInside(one.seen_at), longDay(one.created_at))}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const CHIPS = { given: 'P', outdated: 'L', withdrawn: 'none' } as const;

export function ConsentsOf({ person }: { person: number }) {
  const t = text();
  const words = t.office.consents;
  const loaded = useLoad<{ consents: ConsentLine[] }>(`/api/admin/consents?person=${person}&limit=5`);
  if (!loaded.data) return null;
  return (
    <section class="card" aria-labelledby="agreed">
      <h2 id="agreed">{t.desk.person.consents}</h2>
      {loaded.data.consents.length === 0 ? (
        <p class="muted">{t.desk.person.consentsNone}</p>
      ) : (
        <ul class="plain-rows">
          {loaded.data.consents.map((line) => (
            <li key={line.id}>
              <div>
                <p>{facts([words.version(String(line.version)), words.scopes[line.scope]])}</p>
                <p class="muted small">
                  {facts([longDay(line.given_at), line.withdrawn_at && words.ended(longDay(line.withdrawn_at)), line.guardian && words.guardian(line.guardian)])}
                </p>
              </div>
              <span class={`chip chip-plain chip-${CHIPS[line.state]}`}>{words.states[line.state]}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function LogOf({ person }: { person: number }) {
  const words = text().desk.person;
  const loaded = useLoad<{ entries: AuditEntry[] }>(`/api/admin/audit?person=${person}&limit=${LOG_SHOWN}`);
  return (
    <section aria-labelledby="log">
      <div class="section-head">
        <h2 id="log">{words.log}</h2>
        <a class="quiet-link" href={`/audit?person=${person}`}>
          {words.logAll}
        </a>
      </div>
      <p class="muted small">{words.logHint}</p>
      <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} />
      {!loaded.data && !loaded.problem && <Skeleton />}
      {loaded.data?.entries.length === 0 && <p class="muted">{words.logNone}</p>}
      {loaded.data && loaded.data.entries.length > 0 && (
        <ul class="card rows">
          {loaded.data.entries.map((entry) => (
            <LogEntry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
}
