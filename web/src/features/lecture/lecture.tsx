// SPDX-License-Identifier: MIT
// A lecture as it happens: the window, the counts, and the list that fills by itself.

import { useEffect, useState } from 'preact/hooks';
import { post, request } from '../../core/api';
import { useAction, useNow, usePageTitle } from '../../core/hooks';
import type { Connection } from '../../core/live';
import { Button, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Field, fieldError, otherThan } from '../../ui/field';
import { FinalPanel } from '../../ui/finality';
import { groupWords } from '../../ui/groups';
import { Icon } from '../../ui/icons';
import { jointName, togetherWords } from '../../ui/joint';
import { isStaff, isTeacher } from '../../ui/part';
import { RoomCodePanel } from '../../ui/room-code';
import { wholeNumber } from '../../ui/typed';
import { text } from './words';
import { clockTime, countdown, day, dayAndTime, facts, span } from '../../core/text/format';
import type { Attendance, Classroom, JointLecture, Lecture, Mark } from '../../core/types';
import { useAttendance } from './attendance';
import { MarkDialog } from './mark';
import { CountTiles, MarkList } from './marks';
import { PlanActions } from './plan';

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

function reasonWords(code: string): string {
  return text().reasons[code] ?? code.replaceAll('_', ' ');
}

/** The marks of another classroom in the same hour, for whoever may see them; for others its name above is all. */
function JointClass({ joint }: { joint: JointLecture }) {
  const { page, fresh, said, putMarks } = useAttendance(joint.lecture_id);
  const [editing, setEditing] = useState<Mark | null>(null);
  const data = page.data;
  if (!data) return null;
  return (
    <>
      <p class="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
      <MarkList state={data} own={isStaff(data.classroom)} fresh={fresh} title={jointName(joint)} onEdit={setEditing} onMarks={putMarks} />
      {editing && (
        <MarkDialog
          lecture={data.lecture.id}
          mark={editing}
          noteNeeded={data.note_needed}
          set={data.classroom.statuses}
          teacher={isTeacher(data.classroom)}
          onClose={() => setEditing(null)}
          onStale={() => void page.reload()}
          onMarks={putMarks}
        />
      )}
    </>
  );
}

export function LecturePage({ lecture: id }: { lecture: string }) {
  const t = text();
  const { page, connection, fresh, said, refused, putMarks } = useAttendance(id);
  const [editing, setEditing] = useState<Mark | null>(null);
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
  const change = (next: Lecture) => page.set((old) => ({ ...old, lecture: { ...old.lecture, ...next } }));
  return (
    <>
      <PageHead
        title={lecture.subject}
        back={`/classroom/${classroom.id}`}
        sub={facts([
          day(lecture.starts_at, classroom.timezone),
          span(lecture.starts_at, lecture.ends_at, classroom.timezone),
          lecture.title,
          lecture.room,
          groupWords(lecture.groups),
          togetherWords(lecture.joint),
          lecture.moved_from && t.plan.movedFrom(dayAndTime(lecture.moved_from, classroom.timezone)),
        ])}
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
        <div class="lecture-lists">
          <MarkList
            state={data}
            own={own}
            fresh={fresh}
            title={lecture.joint.length > 0 ? [classroom.subject, classroom.section].filter(Boolean).join(', ') : undefined}
            onEdit={setEditing}
            onMarks={putMarks}
          />
          {lecture.joint.map((one) => (
            <JointClass key={one.lecture_id} joint={one} />
          ))}
        </div>
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
