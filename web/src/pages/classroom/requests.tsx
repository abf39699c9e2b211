// SPDX-License-Identifier: MIT
// What students of a classroom ask for, and the staff's answers.

import { useState } from 'preact/hooks';
import { get } from '../../api';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../hooks';
import { useList } from '../../hooks-list';
import { Area } from '../../parts/area';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../parts/basics';
import { Dialog } from '../../parts/dialog';
import { Choices, fieldError, otherThan } from '../../parts/field';
import { LeaveQueue } from '../../parts/leave';
import { isTeacher } from '../../parts/part';
import { MarkInQuestion, RequestRow, requestTime } from '../../parts/request';
import { StatusWord } from '../../parts/status';
import { offered, type Statuses } from '../../parts/statuses';
import { toast } from '../../parts/toast';
import { edit } from '../../parts/version';
import { text } from '../../text';
import type { AttendanceRequest, Classroom, ClassroomPage, Leave, LeavePage, Lecture, RequestPage, RequestState, Status } from '../../types';
import { MoreButton } from '../office/people';

const REFRESH_SECONDS = 60;
const COMMENT_MAX = 500;

interface AnswerProps {
  request: AttendanceRequest;
  when: string;
  set: Statuses;
  onAnswered: () => void;
  onClose: () => void;
}

function AnswerDialog({ request, when, set, onAnswered, onClose }: AnswerProps) {
  const t = text().requests;
  const [answer, setAnswer] = useState<'accept' | 'refuse'>('accept');
  const [status, setStatus] = useState<Status>(request.kind === 'appeal' ? 'P' : 'E');
  const [comment, setComment] = useState('');
  const { busy, problem, run } = useAction();
  const accept = answer === 'accept';
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const path = `/api/classroom/${request.classroom_id}/requests/${request.id}/answer`;
      const body = {
        accept,
        ...(accept && request.kind === 'appeal' && { status }),
        ...(comment.trim() && { comment: comment.trim() }),
      };
      await edit<AttendanceRequest>('POST', path, request.version, body);
      toast(t.answeredToast);
      onAnswered();
      onClose();
    });
  };
  return (
    <Dialog title={t.of(t.kind[request.kind], request.student.name)} onClose={onClose}>
      <p class="muted">{when}</p>
      <MarkInQuestion request={request} set={set} />
      <p class="hand-in-text" dir="auto">
        {request.text}
      </p>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, ['comment'])} />
        <Choices
          legend={t.answer}
          name="answer"
          value={answer}
          onChange={setAnswer}
          choices={[
            { value: 'accept', label: t.accept },
            { value: 'refuse', label: t.refuse },
          ]}
        />
        {accept && request.kind === 'appeal' && (
          <Choices
            legend={t.newMark}
            name="request_status"
            value={status}
            onChange={setStatus}
            choices={offered(set).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
          />
        )}
        {accept && request.kind === 'leave' && <p class="muted">{t.leaveMeans}</p>}
        <Area
          label={t.comment}
          name="comment"
          rows={3}
          optional
          maxLength={COMMENT_MAX}
          hint={text().board.commentHint}
          value={comment}
          onInput={setComment}
          error={fieldError(problem, 'comment')}
        />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {t.sendAnswer}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Leaves that touch the classroom, before the other requests. */
function ClassLeaves({ classroom, state }: { classroom: Classroom; state: RequestState }) {
  const path = `/api/classroom/${classroom.id}/leaves`;
  const list = useList<Leave, LeavePage>(`${path}?state=${state}&limit=20`, (answer) => answer.leaves);
  useRefresh(list.reload, REFRESH_SECONDS);
  if (list.problem) return <ProblemNotice problem={list.problem} onRetry={list.reload} />;
  if (!list.items || list.items.length === 0) return null;
  return (
    <section aria-labelledby="leaves">
      <h2 id="leaves">{text().leave.queue}</h2>
      <LeaveQueue leaves={list.items} zone={classroom.timezone} inClass path={path} onAnswered={list.reload} />
      <MoreButton list={list} />
    </section>
  );
}

function RequestList({ classroom, lectures, state }: { classroom: Classroom; lectures: readonly Lecture[]; state: RequestState }) {
  const t = text().requests;
  const path = `/api/classroom/${classroom.id}/requests?state=${state}&limit=50`;
  const list = useLoad<RequestPage>(path);
  const [answering, setAnswering] = useState<AttendanceRequest | null>(null);
  const more = useAction();
  useRefresh(() => void list.reload(), REFRESH_SECONDS);
  if (!list.data) {
    return list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton />;
  }
  const { requests, next } = list.data;
  const lectureOf = (request: AttendanceRequest) => lectures.find((lecture) => lecture.id === request.lecture_id);
  const readOn = () =>
    void more.run(async () => {
      const page = await get<RequestPage>(`${path}&after=${next}`);
      list.set((old) => ({ requests: [...old.requests, ...page.requests], next: page.next }));
    });
  if (requests.length === 0) return <Empty icon="info" title={state === 'open' ? t.noneOpen : t.none} />;
  return (
    <>
      <ul class="card rows" aria-label={t.title}>
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} lecture={lectureOf(request)} zone={classroom.timezone} set={classroom.statuses} named>
            {state === 'open' && isTeacher(classroom) && !classroom.archived && (
              <div class="actions">
                <Button kind="primary" onClick={() => setAnswering(request)} label={t.answerTo(request.student.name)}>
                  {t.answer}
                </Button>
              </div>
            )}
          </RequestRow>
        ))}
      </ul>
      <ProblemNotice problem={more.problem} />
      {next !== null && (
        <Button busy={more.busy} onClick={readOn}>
          {text().board.more}
        </Button>
      )}
      {answering && (
        <AnswerDialog
          request={answering}
          when={requestTime(answering, lectureOf(answering), classroom.timezone)}
          set={classroom.statuses}
          onAnswered={() => void list.reload()}
          onClose={() => setAnswering(null)}
        />
      )}
    </>
  );
}

export function RequestsPage({ classroom: id }: { classroom: string }) {
  const t = text().requests;
  usePageTitle(t.title);
  const page = useLoad<ClassroomPage>(`/api/classroom/${id}`);
  const [state, setState] = useState<RequestState>('open');
  const data = page.data;
  return (
    <div class="board">
      <PageHead title={t.title} back={`/classroom/${id}`} sub={data?.classroom.subject} />
      <Choices
        legend={text().board.filter}
        hideLegend
        name="state"
        value={state}
        onChange={setState}
        choices={(['open', 'accepted', 'refused', 'withdrawn'] as const).map((value) => ({ value, label: t.state[value] }))}
      />
      {data ? (
        <>
          <ClassLeaves classroom={data.classroom} state={state} />
          <section aria-labelledby="requests">
            <h2 id="requests">{text().leave.others}</h2>
            <RequestList classroom={data.classroom} lectures={data.lectures} state={state} />
          </section>
        </>
      ) : page.problem ? (
        <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}
