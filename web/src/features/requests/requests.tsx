// SPDX-License-Identifier: MIT
// What students of a class ask for: who, when, about which mark, with what; answered where it stands.

import { useState } from 'preact/hooks';
import { useUnsaved } from '../../core/form';
import { useAction, useRefresh } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { board as boardWords, classroom as classroomWords, leave as leaveWords, taught as taughtWords } from '../../core/text/books';
import { readUnread } from '../../core/push/told';
import { useClass } from '../../core/use-class';
import { Avatar } from '../../ui/avatar';
import { Button, Empty, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { Choices, otherThan } from '../../ui/field';
import { CommentArea, sayAnswered } from '../../ui/form/answer';
import { LeaveQueue } from '../../ui/class/leave';
import { MoreButton } from '../../ui/more';
import { isStaff, isTeacher } from '../../ui/class/part';
import { requestTime } from '../../ui/class/request';
import { StatusChip, statusName, StatusWord } from '../../ui/class/status';
import { offered, type Statuses } from '../../ui/class/statuses';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { day, dayAndTime, dayAndTimeInside, facts, span } from '../../core/text/format';
import type { AttendanceRequest, Classroom, Leave, LeavePage, Lecture, RequestPage, RequestState, Status } from '../../core/types';

const text = words(boardWords, classroomWords, leaveWords, taughtWords);

const REFRESH_SECONDS = 60;
const CHIP: Record<RequestState, string> = { open: 'live', accepted: 'P', refused: 'A', withdrawn: 'none' };

interface AnswerProps {
  request: AttendanceRequest;
  set: Statuses;
  onAnswered: () => void;
}

/** Yes or no, and then what goes with it, in place: nothing is sent by one slip of a finger. */
function Answer({ request, set, onAnswered }: AnswerProps) {
  const t = text().taught.requests;
  const { leave } = text();
  const [answer, setAnswer] = useState<'accept' | 'refuse' | null>(null);
  const [status, setStatus] = useState<Status>('P');
  const [comment, setComment] = useState('');
  useUnsaved(comment);
  const { busy, problem, run } = useAction();
  const appeal = request.kind === 'appeal';
  const accept = answer === 'accept';
  const name = request.student.name;
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const path = `/api/classroom/${request.classroom_id}/requests/${request.id}/answer`;
      const body = { accept, ...(comment.trim() && { comment: comment.trim() }), ...(accept && appeal && { status }) };
      const answered = await edit<AttendanceRequest>('POST', path, request.version, body);
      if (appeal) sayAnswered(path, answered.version, onAnswered);
      else toast(leave.answered);
      onAnswered();
    });
  };
  if (answer === null) {
    return (
      <div class="actions">
        <Button kind="primary" icon="check" onClick={() => setAnswer('accept')} label={t.acceptOf(name)}>
          {t.accept}
        </Button>
        <Button icon="cross" onClick={() => setAnswer('refuse')} label={t.refuseOf(name)}>
          {t.refuse}
        </Button>
      </div>
    );
  }
  return (
    <form class="form answer-form" onSubmit={send} noValidate aria-label={accept ? t.acceptOf(name) : t.refuseOf(name)}>
      <ProblemNotice problem={otherThan(problem, ['comment'])} />
      {accept && appeal && (
        <Choices
          legend={t.markAs}
          name="request_status"
          value={status}
          onChange={setStatus}
          choices={offered(set).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
        />
      )}
      {accept && !appeal && <p class="muted">{text().requests.leaveMeans}</p>}
      <CommentArea value={comment} onInput={setComment} problem={problem} />
      <div class="actions">
        <Button type="submit" kind="primary" busy={busy}>
          {!accept ? t.sendRefuse : appeal ? t.sendAccept(statusName(set, status)) : t.leaveAccept}
        </Button>
        <Button kind="quiet" disabled={busy} onClick={() => setAnswer(null)}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

interface RowProps {
  request: AttendanceRequest;
  lecture: Lecture | undefined;
  classroom: Classroom;
  onAnswered: () => void;
}

function RequestRow({ request, lecture, classroom, onAnswered }: RowProps) {
  const t = text();
  const zone = classroom.timezone;
  const set = classroom.statuses;
  const open = request.state === 'open';
  const when = lecture ? day(lecture.starts_at, zone) : requestTime(request, undefined, zone);
  return (
    <li class="request-row" data-request={request.id} data-state={request.state}>
      <div class="person-row">
        <Avatar id={request.student.id} name={request.student.name} />
        <div>
          <p class="row-lead">
            <a href={`/classroom/${classroom.id}/students/${request.student.id}`}>
              <bdi>{request.student.name}</bdi>
            </a>
          </p>
          <p class="muted small">{facts([t.requests.kind[request.kind], t.taught.requests.asked(dayAndTimeInside(request.created_at, zone))])}</p>
        </div>
        {!open && (
          <span class={`chip chip-${CHIP[request.state]}`}>
            <span class="chip-word">{t.requests.state[request.state]}</span>
          </span>
        )}
      </div>
      <div class="request-subject">
        {request.lecture_id !== null ? (
          <a href={`/lecture/${request.lecture_id}`}>{facts([when, lecture && span(lecture.starts_at, lecture.ends_at, zone), lecture?.title])}</a>
        ) : (
          <span>{when}</span>
        )}
        {request.kind === 'appeal' && open && (
          <span class="request-mark">
            <span class="muted small">{t.taught.requests.said}</span>
            <StatusChip set={set} status={request.mark?.status ?? null} />
          </span>
        )}
        {request.state === 'accepted' && request.status && <StatusChip set={set} status={request.status} />}
      </div>
      {request.kind === 'appeal' && open && request.mark?.note && <p class="note">{<bdi>{request.mark.note}</bdi>}</p>}
      <p class="hand-in-text" dir="auto">
        {request.text}
      </p>
      {request.comment && (
        <p class="note" dir="auto">
          {request.comment}
        </p>
      )}
      {request.answered_by && request.answered_at && (
        <p class="muted small">{t.requests.answered(request.answered_by.name, dayAndTime(request.answered_at, zone))}</p>
      )}
      {open && isTeacher(classroom) && !classroom.archived && <Answer request={request} set={set} onAnswered={onAnswered} />}
    </li>
  );
}

/** Leaves that touch the classroom, before the other requests. */
function ClassLeaves({ classroom, list, path }: { classroom: Classroom; list: ReturnType<typeof useList<Leave, LeavePage>>; path: string }) {
  if (list.problem) return <ProblemNotice problem={list.problem} onRetry={list.reload} />;
  if (!list.items || list.items.length === 0) return null;
  const answered = () => {
    list.reload();
    void readUnread();
  };
  return (
    <section aria-labelledby="leaves">
      <h2 id="leaves">{text().leave.queue}</h2>
      <LeaveQueue leaves={list.items} zone={classroom.timezone} inClass path={path} onAnswered={answered} />
      <MoreButton list={list} />
    </section>
  );
}

function RequestLists({ classroom, lectures, state }: { classroom: Classroom; lectures: readonly Lecture[]; state: RequestState }) {
  const t = text();
  const leavePath = `/api/classroom/${classroom.id}/leaves`;
  const leaves = useList<Leave, LeavePage>(`${leavePath}?state=${state}&limit=20`, (answer) => answer.leaves);
  const list = useList<AttendanceRequest, RequestPage>(`/api/classroom/${classroom.id}/requests?state=${state}&limit=50`, (answer) => answer.requests);
  useRefresh(() => {
    leaves.reload();
    list.reload();
  }, REFRESH_SECONDS);
  const answered = () => {
    list.reload();
    void readUnread();
  };
  if (!list.items) return list.problem ? <ProblemNotice problem={list.problem} onRetry={list.reload} /> : <Skeleton />;
  const none = list.items.length === 0 && leaves.items?.length === 0;
  return (
    <>
      <ClassLeaves classroom={classroom} list={leaves} path={leavePath} />
      {list.items.length > 0 && (
        <section aria-labelledby="requests">
          <h2 id="requests">{t.leave.others}</h2>
          <ul class="card rows" aria-label={t.requests.title}>
            {list.items.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                lecture={lectures.find((lecture) => lecture.id === request.lecture_id)}
                classroom={classroom}
                onAnswered={answered}
              />
            ))}
          </ul>
        </section>
      )}
      <ProblemNotice problem={list.problem} />
      <MoreButton list={list} />
      {none && (state === 'open' ? <Empty icon="check" title={t.taught.requests.none} hint={t.taught.requests.noneHint} /> : <Empty icon="inbox" title={t.requests.none} />)}
    </>
  );
}

export function RequestsPage({ classroom: id, path }: { classroom: string; path: string }) {
  const t = text();
  const page = useClass(id);
  const [state, setState] = useState<RequestState>('open');
  const data = page.data;
  return (
    <ClassFrame id={id} path={path} title={t.requests.title}>
      {!data && <Skeleton />}
      {data && !isStaff(data.classroom) && <Empty icon="info" title={t.app.notAllowed} />}
      {data && isStaff(data.classroom) && (
        <div class="reading">
          <Choices
            legend={t.board.filter}
            hideLegend
            name="state"
            value={state}
            onChange={setState}
            choices={(['open', 'accepted', 'refused', 'withdrawn'] as const).map((value) => ({ value, label: t.requests.state[value] }))}
          />
          <RequestLists key={state} classroom={data.classroom} lectures={data.lectures} state={state} />
        </div>
      )}
    </ClassFrame>
  );
}
