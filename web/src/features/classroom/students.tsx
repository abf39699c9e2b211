// SPDX-License-Identifier: MIT
// Who is in a class: each with how they stand and their last lectures; who waits to be let in; adding and taking out.

import { useMemo, useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { now } from '../../core/clock';
import { finds } from '../../core/fold';
import { useAction, useLoad, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { admin as adminWords, classroom as classroomWords, leave as leaveWords, settings as settingsWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Address } from '../../ui/address';
import { Avatar } from '../../ui/avatar';
import { Button, Empty, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { JoinLarge } from '../../ui/class/join-row';
import { SearchField } from '../../ui/class/search';
import { Confirm } from '../../ui/dialog';
import { Choices, Field, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { Icon } from '../../ui/icons';
import { isStaff, isTeacher } from '../../ui/class/part';
import { type StripCell, StripPicture } from '../../ui/class/strip';
import { toast } from '../../ui/toast';
import { dayAndTimeInside, facts, number, shortDay } from '../../core/text/format';
import type { Classroom, ClassStudent, JoinRequest, Register } from '../../core/types';

const text = words(adminWords, classroomWords, leaveWords, settingsWords, taughtWords, teachingWords);

const REFRESH_SECONDS = 30;
const CELLS = 12;
const STRIP_MS = 120 * 86_400_000;
const DAY_MS = 86_400_000;

type Filter = 'all' | 'risky' | 'noFace' | 'pending' | 'unsure';

const FILTERS: Record<Filter, (student: ClassStudent) => boolean> = {
  all: () => true,
  risky: ({ standing: { outlook, counted, attended } }) =>
    counted > 0 && (outlook.below || outlook.out_of_reach || (outlook.near && attended < counted)),
  noFace: ({ enrolled }) => !enrolled,
  pending: ({ accepted }) => !accepted,
  unsure: ({ unsure }) => unsure,
};

/** The last lectures that were taken, of each student. Pure. */
function stripsOf(register: Register, zone: string): Map<number, StripCell[]> {
  const taken = register.lectures.map((lecture, at) => ({ lecture, at })).filter(({ lecture }) => lecture.taken && !lecture.cancelled);
  const last = taken.sort((a, b) => Date.parse(a.lecture.starts_at) - Date.parse(b.lecture.starts_at)).slice(-CELLS);
  return new Map(
    register.students.map((student) => [
      student.id,
      last.map(({ lecture, at }) => ({
        id: lecture.id,
        status: student.marks[at] ?? null,
        day: shortDay(lecture.starts_at, zone),
        when: student.outside.includes(lecture.id) ? ('outside' as const) : ('held' as const),
      })),
    ]),
  );
}

/* ---- who waits ---- */

function Waiting({ classroom, request, onDone }: { classroom: Classroom; request: JoinRequest; onDone: () => void }) {
  const t = text();
  const { busy, problem, run } = useAction();
  const answer = (word: 'accept' | 'refuse') =>
    void run(async () => {
      await post(`/api/classroom/${classroom.id}/join-requests/${request.student.id}/${word}`);
      onDone();
    });
  return (
    <li class="row today-row" data-asks={request.student.id}>
      <div class="person-row">
        <Avatar id={request.student.id} name={request.student.name} />
        <div>
          <p class="row-lead">
            <bdi>{request.student.name}</bdi>
          </p>
          <p class="muted small row-email">
            <Address of={request} />
          </p>
          <p class="muted small">
            {facts([t.taught.requests.asked(dayAndTimeInside(request.asked_at, classroom.timezone)), request.state === 'refused' && t.requests.state.refused])}
          </p>
        </div>
      </div>
      <div class="actions">
        <Button kind="primary" busy={busy} onClick={() => answer('accept')} label={t.settings.letIn(request.student.name)}>
          {t.leave.accept}
        </Button>
        {request.state === 'waiting' && (
          <Button disabled={busy} onClick={() => answer('refuse')} label={t.settings.turnAway(request.student.name)}>
            {t.leave.refuse}
          </Button>
        )}
      </div>
      <ProblemNotice problem={problem} />
    </li>
  );
}

function WaitingList({ classroom, onDone }: { classroom: Classroom; onDone: () => void }) {
  const t = text();
  const list = useLoad<{ requests: JoinRequest[]; total: number }>(`/api/classroom/${classroom.id}/join-requests`);
  if (!list.data) return <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />;
  const { requests, total } = list.data;
  const waiting = requests.filter(({ state }) => state === 'waiting');
  if (requests.length === 0) return null;
  const done = () => {
    void list.reload();
    onDone();
  };
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{waiting.length > 0 ? t.taught.students.waiting(waiting.length) : t.settings.waiting}</h2>
      <ul class="card rows">
        {requests.map((request) => (
          <Waiting key={request.student.id} classroom={classroom} request={request} onDone={done} />
        ))}
      </ul>
      {total > requests.length && <p class="muted small">{t.admin.shownOf(number(requests.length), number(total))}</p>}
    </section>
  );
}

/* ---- adding and taking out ---- */

function AddDialog({ classroom, onDone, onClose }: { classroom: Classroom; onDone: () => void; onClose: () => void }) {
  const t = text();
  const [email, setEmail] = useState('');
  const send = async () => {
    const { student } = await post<{ student: { name: string } }>(`/api/classroom/${classroom.id}/students`, { email: email.trim() });
    toast(t.settings.studentAdded(student.name));
    onDone();
    onClose();
  };
  return (
    <FormDialog title={t.taught.students.add} action={t.settings.studentAdd} fields={['email']} ready={email.trim() !== ''} onSubmit={send} onClose={onClose}>
      {(problem) => (
        <Field
          label={t.settings.studentEmail}
          name="student_email"
          type="email"
          value={email}
          onInput={setEmail}
          hint={t.settings.studentHint}
          error={fieldError(problem, 'email')}
        />
      )}
    </FormDialog>
  );
}

/** Out of the class at once; the way back stands in the word that says so, where there is one: only a proven address can be added. */
function useRemoval(classroom: Classroom, onDone: () => void) {
  const t = text().taught.students;
  const action = useAction();
  const drop = (student: ClassStudent) =>
    void action.run(async () => {
      await remove(`/api/classroom/${classroom.id}/students/${student.id}`);
      onDone();
      if (!student.email_proven) return toast(t.removed(student.name));
      const back = async () => {
        await post(`/api/classroom/${classroom.id}/students`, { email: student.email });
        toast(t.back(student.name));
        onDone();
      };
      toast(t.removed(student.name), { label: t.undo, run: () => void action.run(back) });
    });
  return { drop, problem: action.problem, busy: action.busy };
}

/* ---- the list ---- */

function FaceState({ student }: { student: ClassStudent }) {
  const t = text().classroom;
  const said = student.unsure ? t.unsure : student.enrolled ? t.hasFace : t.noFace;
  return (
    <span class={`face-state ${student.unsure ? 'face-unsure' : student.enrolled ? 'face-there' : 'face-none'}`} title={said}>
      <Icon name="face" />
      <span class="visually-hidden">{said}</span>
    </span>
  );
}

interface RowProps {
  student: ClassStudent;
  classroom: Classroom;
  cells: StripCell[] | undefined;
  onRemove: (() => void) | null;
}

function StudentRow({ student, classroom, cells, onRemove }: RowProps) {
  const t = text();
  return (
    <li class="student-row" data-student={student.id}>
      <Avatar id={student.id} name={student.name} />
      <div class="student-who">
        <p class="row-lead">
          <a class="cover" href={`/classroom/${classroom.id}/students/${student.id}`}>
            <bdi>{student.name}</bdi>
          </a>
          <FaceState student={student} />
        </p>
        <p class="muted small row-email">
          {student.number && (
            <>
              <bdi>{student.number}</bdi>
              {'\u00a0· '}
            </>
          )}
          <Address of={student} />
        </p>
        {!student.accepted && <p class="muted small">{t.added.notAccepted}</p>}
      </div>
      <div class="student-strip">
        {cells && cells.length > 0 && <StripPicture newest cells={cells} set={classroom.statuses} label={t.taught.today.lastLectures(cells.length)} />}
      </div>
      <div class="student-meter" data-below={FILTERS.risky(student)}>
        <StandingMeter standing={student.standing} brief />
      </div>
      {onRemove && (
        <button type="button" class="icon-button student-remove" aria-label={t.taught.students.remove(student.name)} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}

interface ListProps {
  classroom: Classroom;
  students: readonly ClassStudent[];
  onRemove: ((student: ClassStudent) => void) | null;
}

function StudentList({ classroom, students, onRemove }: ListProps) {
  const t = text().taught.students;
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  // From a day's beginning: the same address for as long as the page is open.
  const [range] = useState(() => {
    const today = Math.floor(now() / DAY_MS) * DAY_MS;
    return `from=${new Date(today - STRIP_MS).toISOString()}&before=${new Date(today + DAY_MS).toISOString()}`;
  });
  const register = useLoad<Register>(`/api/classroom/${classroom.id}/register?${range}`);
  const strips = useMemo(() => register.data && stripsOf(register.data, classroom.timezone), [register.data, classroom.timezone]);
  const counted = (Object.keys(FILTERS) as Filter[]).map((name) => ({ name, count: students.filter(FILTERS[name]).length }));
  const shown = students.filter((one) => FILTERS[filter](one) && finds(`${one.name} ${one.email} ${one.number ?? ''}`, query));
  return (
    <>
      <div class="student-tools">
        <SearchField label={t.search} name="search" value={query} onInput={setQuery} />
        <Choices
          legend={t.filter}
          hideLegend
          name="filter"
          value={filter}
          onChange={setFilter}
          choices={counted
            .filter(({ name, count }) => name === 'all' || name === filter || count > 0)
            .map(({ name, count }) => ({ value: name, label: `${t[name]} ${number(count)}` }))}
        />
      </div>
      <p class="visually-hidden" role="status">
        {t.count(shown.length)}
      </p>
      {shown.length === 0 ? (
        <Empty icon="search" title={t.noneFits} />
      ) : (
        <ul class="card rows student-list">
          {shown.map((student) => (
            <StudentRow
              key={student.id}
              student={student}
              classroom={classroom}
              cells={strips?.get(student.id)}
              onRemove={onRemove && (() => onRemove(student))}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function Students({ classroom, onChanged }: { classroom: Classroom; onChanged: () => void }) {
  const t = text();
  const list = useLoad<{ students: ClassStudent[] }>(`/api/classroom/${classroom.id}/students`);
  const [dialog, setDialog] = useState<'add' | 'code' | null>(null);
  const [leaving, setLeaving] = useState<ClassStudent | null>(null);
  useRefresh(() => void list.reload(), REFRESH_SECONDS);
  const changed = () => {
    void list.reload();
    onChanged();
  };
  const removal = useRemoval(classroom, changed);
  const takeOut = (student: ClassStudent) => (student.email_proven ? removal.drop(student) : setLeaving(student));
  const staff = isStaff(classroom) && !classroom.archived;
  const students = list.data?.students ?? [];
  return (
    <>
      {staff && <WaitingList classroom={classroom} onDone={changed} />}
      <div class="section-head">
        <h2>
          {t.classroom.students} <span class="count">{list.data ? number(students.length) : ''}</span>
        </h2>
        {staff && (
          <div class="actions">
            {classroom.join_code && (
              <Button icon="projector" onClick={() => setDialog('code')}>
                {t.taught.students.showCode}
              </Button>
            )}
            <Button icon="plus" kind="primary" onClick={() => setDialog('add')}>
              {t.taught.students.add}
            </Button>
          </div>
        )}
      </div>
      <ProblemNotice problem={removal.problem} />
      {!list.data && (list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton rows={5} />)}
      {list.data && students.length === 0 && <Empty icon="people" title={t.taught.students.none} hint={staff ? t.taught.students.noneHint : ''} />}
      {students.length > 0 && (
        <StudentList classroom={classroom} students={students} onRemove={isTeacher(classroom) && staff ? takeOut : null} />
      )}
      {leaving && (
        <Confirm
          title={t.taught.students.removeTitle(leaving.name)}
          hint={t.taught.students.removeHint}
          action={t.taught.students.removeYes}
          busy={removal.busy}
          onConfirm={() => {
            removal.drop(leaving);
            setLeaving(null);
          }}
          onClose={() => setLeaving(null)}
        />
      )}
      {dialog === 'add' && <AddDialog classroom={classroom} onDone={changed} onClose={() => setDialog(null)} />}
      {dialog === 'code' && <JoinLarge classroom={classroom} onClose={() => setDialog(null)} />}
    </>
  );
}

export function StudentsPage({ classroom: id, path }: { classroom: string; path: string }) {
  const page = useClass(id);
  return (
    <ClassFrame id={id} path={path}>
      {page.data ? <Students classroom={page.data.classroom} onChanged={() => void page.reload()} /> : <Skeleton rows={5} />}
    </ClassFrame>
  );
}
