// SPDX-License-Identifier: MIT
// A lecture as it happens: the window, the counts, and the list that fills by itself.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { post, request } from '../../api';
import { useAction, useLoad, useNow, usePageTitle } from '../../hooks';
import { useLive, type Connection } from '../../live';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../parts/basics';
import { Confirm } from '../../parts/dialog';
import { Choices, Field, fieldError, otherThan } from '../../parts/field';
import { FinalPanel } from '../../parts/finality';
import { groupWords } from '../../parts/groups';
import { Icon } from '../../parts/icons';
import { finds } from '../../fold';
import { withMark, withMarks } from '../../parts/marks';
import { isStaff, isTeacher } from '../../parts/part';
import { StatusChip, statusName } from '../../parts/status';
import { count, expected, lineOf, type Statuses } from '../../parts/statuses';
import { text } from '../../text';
import { clockTime, countdown, day, dayAndTime, span } from '../../text/format';
import type { Attendance, Classroom, Counts, Lecture, Mark, Refusal } from '../../types';
import { wholeNumber } from '../classroom/new';
import { BulkBar } from './bulk';
import { MarkDialog } from './mark';
import { PlanActions } from './plan';
import { RoomCodePanel } from '../../parts/room-code';

const EXTEND_MINUTES = 5;
const REASON_MAX = 300;

function ConnectionMark({ state }: { state: Connection }) {
  return (
    <p class={`connection connection-${state}`} role="status" data-connection={state}>
      <span class="connection-dot" aria-hidden="true" />
      {text().lecture.connection[state]}
    </p>
  );
}

function OpenForm({ lecture, classroom, onChanged }: { lecture: Lecture; classroom: Classroom; onChanged: (next: Lecture) => void }) {
  const t = text();
  const [minutes, setMinutes] = useState(String(classroom.window_minutes));
  const [late, setLate] = useState(String(classroom.late_after_minutes));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const windowMinutes = wholeNumber(minutes, 1, 240);
  const lateAfter = wholeNumber(late, 0, 240);
  const open = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (windowMinutes === null || lateAfter === null) return;
    const body = { minutes: windowMinutes, late_after_minutes: lateAfter, ...(reason.trim() && { reason: reason.trim() }) };
    void run(async () => onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/window`, body)));
  };
  const again = lecture.window?.state === 'closed';
  return (
    <form class="open-form" onSubmit={open} noValidate>
      <ProblemNotice problem={otherThan(problem, ['minutes', 'late_after_minutes', 'reason'])} />
      <div class="field-pair">
        <Field
          label={t.lecture.minutes}
          name="minutes"
          inputMode="numeric"
          value={minutes}
          onInput={setMinutes}
          error={tried && windowMinutes === null ? t.professor.needMinutes(1, 240) : fieldError(problem, 'minutes')}
        />
        <Field
          label={t.lecture.lateAfter}
          name="late_after_minutes"
          inputMode="numeric"
          value={late}
          onInput={setLate}
          error={tried && lateAfter === null ? t.professor.needMinutes(0, 240) : fieldError(problem, 'late_after_minutes')}
        />
      </div>
      {again && (
        <Field
          label={t.live.reason}
          name="reason"
          optional
          maxLength={REASON_MAX}
          hint={t.live.reasonHint}
          value={reason}
          onInput={setReason}
          error={fieldError(problem, 'reason')}
        />
      )}
      <Button type="submit" kind="primary" wide busy={busy} icon="bolt">
        {again ? t.lecture.reopen : t.lecture.open}
      </Button>
    </form>
  );
}

function OpenWindow({ lecture, zone, own, onChanged }: { lecture: Lecture; zone: string; own: boolean; onChanged: (next: Lecture) => void }) {
  const t = text();
  const at = useNow();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const window = lecture.window;
  if (!window) return null;
  const [opens, closes] = [Date.parse(window.opens_at), Date.parse(window.closes_at)];
  const act = (path: string, body?: unknown) =>
    void run(async () => {
      onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/window/${path}`, body));
      setAsking(false);
    });
  return (
    <>
      <p class="countdown">
        <span class="visually-hidden">{t.lecture.closesIn('')}</span>
        <span role="timer">{countdown(closes - at)}</span>
      </p>
      <progress class="window-progress" max={Math.max(1, closes - opens)} value={Math.max(0, closes - at)} aria-label={t.lecture.stateOpen} />
      {window.late_after_at && <p class="muted">{t.lecture.lateFrom(clockTime(window.late_after_at, zone))}</p>}
      <ProblemNotice problem={asking ? null : problem} />
      {own && (
        <div class="window-actions">
          <Button icon="clock" busy={busy && !asking} onClick={() => act('extend', { minutes: EXTEND_MINUTES })}>
            {t.lecture.extend}
          </Button>
          <Button kind="danger" onClick={() => setAsking(true)}>
            {t.lecture.close}
          </Button>
        </div>
      )}
      {own && <RoomCodePanel lecture={lecture.id} />}
      {asking && (
        <Confirm
          title={t.lecture.closeTitle}
          hint={t.lecture.closeHint}
          action={t.lecture.close}
          busy={busy}
          onConfirm={() => act('close')}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}

/** A window that opens by itself, and the way to take that back. */
function Planned({ lecture, zone, own, onChanged }: { lecture: Lecture; zone: string; own: boolean; onChanged: (next: Lecture) => void }) {
  const t = text();
  const { busy, problem, run } = useAction();
  if (lecture.window?.state !== 'scheduled') return null;
  const takeBack = () =>
    void run(async () => onChanged(await request<Lecture>('DELETE', `/api/attendance/${lecture.id}/window`)));
  return (
    <>
      <p class="muted">{t.live.opensAt(dayAndTime(lecture.window.opens_at, zone))}</p>
      <ProblemNotice problem={problem} />
      {own && (
        <Button busy={busy} onClick={takeBack}>
          {t.live.takeBack}
        </Button>
      )}
    </>
  );
}

function stateWords(lecture: Lecture): string {
  const t = text();
  if (lecture.cancelled) return t.live.stateCancelled;
  if (lecture.window?.state === 'open') return t.lecture.stateOpen;
  if (lecture.window?.state === 'closed') return t.lecture.stateClosed;
  return lecture.window?.state === 'scheduled' ? t.live.statePlanned : t.lecture.stateNever;
}

function WindowCard(props: { state: Attendance; own: boolean; onChanged: (next: Lecture) => void; onEnd: () => void }) {
  const t = text();
  const { lecture, classroom } = props.state;
  const window = lecture.window;
  const open = window?.state === 'open';
  const at = useNow(open);
  const ended = open && Date.parse(window.closes_at) <= at;
  const { onEnd } = props;
  useEffect(() => {
    if (ended) onEnd();
  }, [ended]);
  return (
    <section class={`card window-card${open ? ' window-open' : ''}`} aria-labelledby="window-state">
      <h2 id="window-state" data-window={window?.state ?? 'never'}>
        {stateWords(lecture)}
      </h2>
      {open ? (
        <OpenWindow lecture={lecture} zone={classroom.timezone} own={props.own} onChanged={props.onChanged} />
      ) : (
        <>
          {window?.state === 'closed' && <p class="muted">{t.lecture.closedAt(clockTime(window.closes_at, classroom.timezone))}</p>}
          <Planned lecture={lecture} zone={classroom.timezone} own={props.own} onChanged={props.onChanged} />
          <FinalPanel lecture={lecture} zone={classroom.timezone} own={props.own && !classroom.archived} onChanged={props.onChanged} />
          {lecture.cancelled && lecture.cancel_reason && <p class="muted">{lecture.cancel_reason}</p>}
          {props.own && !lecture.cancelled && !classroom.archived && <OpenForm lecture={lecture} classroom={classroom} onChanged={props.onChanged} />}
        </>
      )}
    </section>
  );
}

function CountTiles({ counts }: { counts: Counts }) {
  const t = text();
  const tiles = [
    ['came', t.lecture.came(expected(counts)), counts.attended],
    ['absent', t.lecture.absent, counts.missed],
    ['unmarked', t.lecture.without, counts.unmarked],
    ['room', t.lecture.inRoom, counts.in_room],
  ] as const;
  return (
    <dl class="tiles" aria-label={t.lecture.counts}>
      {tiles.map(([key, label, value]) => (
        <div key={key} class={`tile tile-${key}`} data-count={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function MarkRow({ mark, set, zone, own, fresh, onEdit }: { mark: Mark; set: Statuses; zone: string; own: boolean; fresh: boolean; onEdit: () => void }) {
  const t = text();
  const facts = [
    mark.left_at ? t.register.left(day(mark.left_at, zone)) : null,
    mark.other_group ? t.groups.other : mark.outside ? t.register.outside : null,
    mark.status && mark.marked_at ? clockTime(mark.marked_at, zone) : null,
    mark.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
    mark.status && mark.method === 'face' ? t.student.byFace : null,
    mark.status && mark.method === 'photo' ? t.photo.byPhoto : null,
    mark.status && mark.method === 'code' ? t.live.byCode : null,
    mark.status && mark.method === 'close' ? t.live.byClose : null,
    mark.status && mark.method === 'leave' ? t.live.byLeave : null,
    mark.status && mark.method === 'import' ? t.live.byImport : null,
    mark.status && mark.method === 'manual' && mark.marked_by ? t.lecture.by(mark.marked_by.name) : null,
  ].filter(Boolean);
  const inside = (
    <>
      <div>
        <p class="row-lead">{mark.student.name}</p>
        <p class="muted">{facts.join(' · ')}</p>
        {mark.note && <p class="note">{mark.note}</p>}
        {mark.flags.map((flag) => (
          <p key={flag} class="doubt" data-flag={flag}>
            <Icon name="alert" />
            <span>{t.live.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</span>
          </p>
        ))}
      </div>
      {!mark.outside && <StatusChip set={set} status={mark.status} word={mark.status !== null} />}
    </>
  );
  return (
    <li class={fresh ? 'fresh' : mark.left_at ? 'gone' : undefined} data-student={mark.student.id} data-status={mark.status ?? 'none'}>
      {own && !mark.left_at ? (
        <button type="button" class="row row-link row-button" onClick={onEdit}>
          {inside}
        </button>
      ) : (
        <div class="row">{inside}</div>
      )}
    </li>
  );
}

type Filter = 'all' | 'unmarked' | 'room';

interface MarkListProps {
  state: Attendance;
  own: boolean;
  fresh: number | null;
  onEdit: (mark: Mark) => void;
  onMarks: (marks: Mark[]) => void;
}

function MarkList({ state, own, fresh, onEdit, onMarks }: MarkListProps) {
  const t = text();
  const set = state.classroom.statuses;
  const [filter, setFilter] = useState<Filter>('all');
  const [query, setQuery] = useState('');
  const shown = useMemo(() => {
    const shows = (mark: Mark) => {
      // Other groups come up when somebody of them is looked for.
      if (query.trim() === '' && mark.outside && mark.other_group) return false;
      if (filter === 'unmarked') return mark.status === null && !mark.outside;
      return filter === 'all' || (mark.status !== null && lineOf(set, mark.status).in_room);
    };
    return state.marks.filter((mark) => shows(mark) && finds(mark.student.name, query));
  }, [state.marks, set, filter, query]);
  const hidden = state.marks.filter((mark) => mark.outside && mark.other_group).length;
  const none = () => {
    if (state.marks.length === 0) return t.lecture.nobody;
    return filter === 'unmarked' && !query && state.counts.unmarked === 0 ? t.lecture.everybody : t.lecture.nobodyFound;
  };
  return (
    <section aria-labelledby="list">
      <div class="section-head">
        <h2 id="list">{t.lecture.list}</h2>
        <Choices
          legend={t.lecture.filter}
          hideLegend
          name="filter"
          value={filter}
          onChange={setFilter}
          choices={[
            { value: 'all', label: `${t.lecture.all} ${state.counts.students}` },
            { value: 'unmarked', label: `${t.lecture.unmarked} ${state.counts.unmarked}` },
            { value: 'room', label: `${t.lecture.inRoom} ${state.counts.in_room}` },
          ]}
        />
      </div>
      {own && !state.lecture.cancelled && !state.classroom.archived && <BulkBar state={state} onMarks={onMarks} />}
      {(state.marks.length > 8 || hidden > 0) && (
        <Field label={t.lecture.search} name="search" type="search" optional={false} value={query} onInput={setQuery} />
      )}
      {shown.length === 0 ? (
        <Empty icon="people" title={none()} />
      ) : (
        <ul class="card rows" aria-label={t.lecture.list}>
          {shown.map((mark) => (
            <MarkRow
              key={mark.student.id}
              mark={mark}
              set={set}
              zone={state.classroom.timezone}
              own={own}
              fresh={fresh === mark.student.id}
              onEdit={() => onEdit(mark)}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && !query.trim() && <p class="muted small">{t.groups.hidden(hidden)}</p>}
      {!own && <p class="muted small">{t.lecture.readOnly}</p>}
    </section>
  );
}

function reasonWords(code: string): string {
  return text().reasons[code] ?? code.replaceAll('_', ' ');
}

export function LecturePage({ lecture: id }: { lecture: string }) {
  const t = text();
  const page = useLoad<Attendance>(`/api/attendance/${id}`);
  const [editing, setEditing] = useState<Mark | null>(null);
  const [said, setSaid] = useState('');
  const [fresh, setFresh] = useState<number | null>(null);
  const [refused, setRefused] = useState<Refusal[]>([]);
  const connection = useLive(`/api/attendance/${id}/events`, {
    onMark: (mark, counts) => {
      // Only the server knows where a newcomer's name sorts.
      if (page.data && !page.data.marks.some((old) => old.student.id === mark.student.id)) void page.reload();
      page.set((old) => ({ ...old, marks: withMark(old.marks, mark), counts }));
      setSaid(t.lecture.justMarked(mark.student.name, mark.status ? statusName(page.data?.classroom.statuses, mark.status) : t.notYetMarked));
      setFresh(mark.student.id);
      setRefused((old) => old.filter((refusal) => refusal.student.id !== mark.student.id));
    },
    onWindow: (window) => {
      page.set((old) => ({ ...old, lecture: { ...old.lecture, window } }));
      // When the marks are final follows from it; and the lecture may have been moved, cancelled or restored with it.
      void page.reload();
    },
    onRefusal: (refusal) => {
      page.set((old) => ({ ...old, refusals: old.refusals + 1 }));
      setRefused((old) => [refusal, ...old.filter((o) => o.student.id !== refusal.student.id)].slice(0, 5));
    },
    onGap: () => void page.reload(),
  });
  const data = page.data;
  usePageTitle(data?.lecture.subject ?? '');
  if (!data) {
    return (
      <>
        <PageHead title={t.classroom.lectures} back="/" />
        {page.problem ? <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} /> : <Skeleton />}
      </>
    );
  }
  const { lecture, classroom } = data;
  const own = isStaff(classroom);
  const putMarks = (changed: Mark[]) =>
    page.set((old) => {
      const marks = withMarks(old.marks, changed);
      return { ...old, marks, counts: count(marks, old.classroom.statuses) };
    });
  const change = (next: Lecture) => page.set((old) => ({ ...old, lecture: { ...old.lecture, ...next } }));
  return (
    <>
      <PageHead
        title={lecture.subject}
        back={`/classroom/${classroom.id}`}
        sub={[
          day(lecture.starts_at, classroom.timezone),
          span(lecture.starts_at, lecture.ends_at, classroom.timezone),
          lecture.title,
          lecture.room,
          groupWords(lecture.groups),
          lecture.moved_from && t.plan.movedFrom(dayAndTime(lecture.moved_from, classroom.timezone)),
        ]
          .filter(Boolean)
          .join(' · ')}
      >
        {own && !lecture.cancelled && (
          <LinkButton href={`/lecture/${lecture.id}/photo`} icon="camera">
            {t.photo.title}
          </LinkButton>
        )}
        <LinkButton href={`/classroom/${classroom.id}/register`} icon="grid">
          {t.classroom.register}
        </LinkButton>
        {isTeacher(classroom) && !classroom.archived && (
          <PlanActions lecture={lecture} zone={classroom.timezone} onChanged={change} />
        )}
      </PageHead>
      <p class="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
      <div class="lecture">
        <div class="lecture-side">
          <WindowCard state={data} own={own} onChanged={change} onEnd={() => void page.reload()} />
          <CountTiles counts={data.counts} />
          <ConnectionMark state={connection} />
          {data.refusals > 0 && (
            <section class="card refusals" aria-label={t.lecture.refusals(data.refusals)}>
              <p>
                <Icon name="alert" /> {t.lecture.refusals(data.refusals)}
              </p>
              <ul>
                {refused.map((refusal) => (
                  <li key={refusal.student.id}>{t.lecture.refused(refusal.student.name, reasonWords(refusal.code))}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <MarkList state={data} own={own} fresh={fresh} onEdit={setEditing} onMarks={putMarks} />
      </div>
      {editing && (
        <MarkDialog
          lecture={lecture.id}
          mark={editing}
          noteNeeded={data.note_needed}
          set={classroom.statuses}
          teacher={isTeacher(classroom)}
          onClose={() => setEditing(null)}
          onStale={() => void page.reload()}
          onMarks={putMarks}
        />
      )}
    </>
  );
}
