// SPDX-License-Identifier: MIT
// The register: students by lecture, a letter and a colour in each cell, and the percentage with its denominator.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useLoad, useNarrow, usePageTitle } from '../../core/hooks';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton, standingWords } from '../../ui/basics';
import { GroupFilter, groupWords } from '../../ui/groups';
import { StatusChip } from '../../ui/status';
import { lineOf, named, type Statuses } from '../../ui/statuses';
import { currentUser } from '../../core/session';
import { text } from './words';
import { currentLanguage } from '../../core/text';
import { clockTime, number, percent, shortDay } from '../../core/text/format';
import type { Register, Status } from '../../core/types';
import { LectureByLecture } from './lecture';

function Cell({ set, status, taken, outside }: { set: Statuses; status: Status | null; taken: boolean; outside: boolean }) {
  if (status) return <StatusChip set={set} status={status} word={false} />;
  if (outside) return <span class="visually-hidden">{text().register.outside}</span>;
  const words = taken ? text().notYetMarked : text().classroom.notTaken;
  return (
    <span class="cell-none">
      <span aria-hidden="true">{taken ? '–' : ''}</span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

/** The statuses that the register names: those that are offered, and those of its marks. */
export function statusesOf({ classroom, students }: Register) {
  return named(classroom.statuses, (status) => students.some((student) => student.marks.includes(status)));
}

/** How many were in the room; nothing to say of a lecture without a mark. */
function inRoom({ classroom, students }: Register, column: number): number | '' {
  const marks = students.flatMap((student) => student.marks[column] ?? []);
  return marks.length === 0 ? '' : marks.filter((status) => lineOf(classroom.statuses, status).in_room).length;
}

function Grid({ register }: { register: Register }) {
  const t = text();
  const zone = register.classroom.timezone;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The newest lectures are at the line's end: begin there.
    const element = box.current;
    if (element) element.scrollLeft = document.documentElement.dir === 'rtl' ? -element.scrollWidth : element.scrollWidth;
  }, []);
  const set = register.classroom.statuses;
  const shown = statusesOf(register);
  const order = register.lectures
    .map((lecture, i) => ({ lecture, i }))
    .sort((a, b) => Date.parse(a.lecture.starts_at) - Date.parse(b.lecture.starts_at));
  return (
    <div class="register" ref={box} tabIndex={0} role="region" aria-label={t.register.scroll}>
      <table>
        <caption class="visually-hidden">{t.register.caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="register-name">
              {t.register.student}
            </th>
            {order.map(({ lecture }) => (
              <th key={lecture.id} scope="col">
                <a href={`/lecture/${lecture.id}`}>
                  <span>{shortDay(lecture.starts_at, zone)}</span>
                  <span class="muted">{clockTime(lecture.starts_at, zone)}</span>
                  {lecture.groups.length > 0 && <span class="muted register-groups">{groupWords(lecture.groups)}</span>}
                </a>
              </th>
            ))}
            {shown.map(({ status }) => (
              <th key={status} scope="col" class="register-total">
                <StatusChip set={set} status={status} word={false} />
              </th>
            ))}
            <th scope="col" class="register-percent">
              {t.register.percentage}
            </th>
          </tr>
        </thead>
        <tbody>
          {register.students.map((student) => (
            <tr key={student.id} data-student={student.id} class={student.left_at ? 'gone' : undefined}>
              <th scope="row" class="register-name">
                {student.name}
                {!student.email_proven && <span class="muted gone-when">{t.me.unproven}</span>}
                {student.left_at && <span class="muted gone-when">{t.register.left(shortDay(student.left_at, zone))}</span>}
              </th>
              {order.map(({ lecture, i }) => {
                const outside = student.outside.includes(lecture.id);
                return (
                  <td key={lecture.id} data-status={student.marks[i] ?? 'none'} class={outside ? 'cell-outside' : undefined}>
                    <Cell
                      set={set}
                      status={student.marks[i] ?? null}
                      taken={lecture.taken}
                      outside={outside}
                    />
                  </td>
                );
              })}
              {shown.map(({ status }) => (
                <td key={status} class="register-total">
                  {student.marks.filter((mark) => mark === status).length}
                </td>
              ))}
              <td class="register-percent">
                <strong>{student.standing.percentage === null ? '–' : percent(student.standing.percentage)}</strong>
                <span class="muted">{standingWords(student.standing, t.register.of(student.standing.attended, student.standing.counted))}</span>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" class="register-name">
              {t.lecture.inRoom}
            </th>
            {order.map(({ lecture, i }) => (
              <td key={lecture.id}>{inRoom(register, i)}</td>
            ))}
            <td colSpan={shown.length + 1} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** The register as files, for other programs, for spreadsheets and for paper. */
function Files({ classroom, group }: { classroom: string; group: string }) {
  const t = text().figures.register;
  const forms = ['xlsx', 'csv', 'long', 'moodle'] as const;
  const address = (form: string) => `/api/classroom/${classroom}/export?form=${form}&language=${currentLanguage()}${form === 'csv' || form === 'long' ? '&bom=1' : ''}${group && `&group=${group}`}`;
  return (
    <section aria-labelledby="files">
      <h2 id="files">{t.files}</h2>
      <div class="actions files">
        {forms.map((form) => (
          <a key={form} class="button button-plain" href={address(form)} download>
            {t.forms[form]}
          </a>
        ))}
        <a class="button button-plain" href={address('print')} target="_blank" rel="noopener">
          {t.forms.print}
        </a>
      </div>
    </section>
  );
}

export function RegisterPage({ classroom }: { classroom: string }) {
  const t = text();
  usePageTitle(t.register.title);
  const [group, setGroup] = useState('');
  const register = useLoad<Register>(`/api/classroom/${classroom}/register${group && `?group=${group}`}`);
  const data = register.data;
  const narrow = useNarrow();
  const own = currentUser()?.role === 'professor';
  return (
    <>
      <PageHead title={t.register.title} back={`/classroom/${classroom}`} sub={data?.classroom.subject}>
        <LinkButton href={`/classroom/${classroom}/statistics`}>{t.figures.statistics.title}</LinkButton>
        {own && <LinkButton href={`/classroom/${classroom}/import`}>{t.office.imports.importHere}</LinkButton>}
      </PageHead>
      <GroupFilter classroom={classroom} value={group} onChange={setGroup} />
      {!data && (register.problem ? <ProblemNotice problem={register.problem} onRetry={() => void register.reload()} /> : <Skeleton />)}
      {data && (data.students.length === 0 || data.lectures.length === 0) && <Empty icon="grid" title={t.register.empty} />}
      {data && data.students.length > 0 && data.lectures.length > 0 && (
        <>
          {data.next !== null && <p class="muted">{t.figures.register.cut(number(data.students.length), number(data.total))}</p>}
          {narrow ? <LectureByLecture register={data} /> : <Grid register={data} />}
          <div class="legend">
            <ul aria-label={t.register.legend}>
              {statusesOf(data).map(({ status, counts, in_room }) => (
                <li key={status}>
                  <StatusChip set={data.classroom.statuses} status={status} />{' '}
                  <span class="muted small">{t.settings.facts(counts, in_room)}</span>
                </li>
              ))}
              <li>
                <StatusChip set={undefined} status={null} />
              </li>
              {data.students.some((student) => student.outside.length > 0) && (
                <li>
                  <span class="cell-outside" aria-hidden="true" /> {t.register.outside}
                </li>
              )}
            </ul>
            <p class="muted small">{t.register.denominator}</p>
          </div>
          <Files classroom={classroom} group={group} />
        </>
      )}
    </>
  );
}
