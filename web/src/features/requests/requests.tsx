// SPDX-License-Identifier: MIT
// What students of a classroom ask for, and the staff's answers.

import { useState } from 'preact/hooks';
import { type Loaded, useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { AnswerDialog } from '../../ui/form/answer';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices } from '../../ui/field';
import { LeaveQueue } from '../../ui/leave';
import { MoreButton } from '../../ui/more';
import { homeOf, isStaff, isTeacher } from '../../ui/part';
import { MarkInQuestion, RequestRow, requestTime } from '../../ui/request';
import { StatusWord } from '../../ui/status';
import { offered, type Statuses } from '../../ui/statuses';
import { edit } from '../../ui/version';
import { text } from './words';
import type { AttendanceRequest, Classroom, ClassroomPage, Leave, LeavePage, Lecture, RequestPage, RequestState, Status } from '../../core/types';

const REFRESH_SECONDS = 60;

interface AnswerProps {
  request: AttendanceRequest;
  when: string;
  set: Statuses;
  onAnswered: () => void;
  onClose: () => void;
}

function RequestAnswer({ request, when, set, onAnswered, onClose }: AnswerProps) {
  const t = text().requests;
  const appeal = request.kind === 'appeal';
  const [status, setStatus] = useState<Status>('P');
  const path = `/api/classroom/${request.classroom_id}/requests/${request.id}/answer`;
  return (
    <AnswerDialog
      title={t.of(t.kind[request.kind], request.student.name)}
      when={when}
      more={(accept) =>
        accept &&
        (appeal ? (
          <Choices
            legend={t.newMark}
            name="request_status"
            value={status}
            onChange={setStatus}
            choices={offered(set).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
          />
        ) : (
          <p class="muted">{t.leaveMeans}</p>
        ))
      }
      send={(answer) =>
        edit<AttendanceRequest>('POST', path, request.version, { ...answer, ...(answer.accept && appeal && { status }) })
      }
      onAnswered={onAnswered}
      onClose={onClose}
    >
      <MarkInQuestion request={request} set={set} />
      <p class="hand-in-text" dir="auto">
        {request.text}
      </p>
    </AnswerDialog>
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
  const list = useList<AttendanceRequest, RequestPage>(path, (answer) => answer.requests);
  const [answering, setAnswering] = useState<AttendanceRequest | null>(null);
  useRefresh(list.reload, REFRESH_SECONDS);
  if (!list.items) return list.problem ? <ProblemNotice problem={list.problem} onRetry={list.reload} /> : <Skeleton />;
  const lectureOf = (request: AttendanceRequest) => lectures.find((lecture) => lecture.id === request.lecture_id);
  if (list.items.length === 0) return <Empty icon="info" title={state === 'open' ? t.noneOpen : t.none} />;
  return (
    <>
      <ul class="card rows" aria-label={t.title}>
        {list.items.map((request) => (
          <RequestRow key={request.id} request={request} lecture={lectureOf(request)} zone={classroom.timezone} set={classroom.statuses} named>
            {request.state === 'open' && isTeacher(classroom) && !classroom.archived && (
              <div class="actions">
                <Button kind="primary" onClick={() => setAnswering(request)} label={text().leave.answerTo(request.student.name)}>
                  {text().leave.answer}
                </Button>
              </div>
            )}
          </RequestRow>
        ))}
      </ul>
      <ProblemNotice problem={list.problem} />
      <MoreButton list={list} />
      {answering && (
        <RequestAnswer
          request={answering}
          when={requestTime(answering, lectureOf(answering), classroom.timezone)}
          set={classroom.statuses}
          onAnswered={list.reload}
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
  const data = page.data;
  return (
    <div class="board">
      <PageHead title={t.title} back={data ? homeOf(data.classroom) : `/classroom/${id}`} sub={data?.classroom.subject} />
      {data && !isStaff(data.classroom) ? (
        <Empty icon="info" title={text().app.notAllowed} />
      ) : (
        <StaffRequests page={page} />
      )}
    </div>
  );
}

/** What waits for the staff, and what it has answered. */
function StaffRequests({ page }: { page: Loaded<ClassroomPage> }) {
  const t = text().requests;
  const [state, setState] = useState<RequestState>('open');
  const data = page.data;
  return (
    <>
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
    </>
  );
}
