// SPDX-License-Identifier: MIT
// What a student has asked for in one subject, and what became of it.

import { useState } from 'preact/hooks';
import { remove } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { classroom as classroomWords, own as ownWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { LeaveDialog } from '../../ui/form/leave-ask';
import { RequestRow } from '../../ui/class/request';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import type { AttendanceRequest, RequestPage, StudentRecord } from '../../core/types';
import { AskSheet } from './ask';
import { SubjectHead } from './head';

const text = words(classroomWords, ownWords);

function Withdraw({ request, onDone }: { request: AttendanceRequest; onDone: () => void }) {
  const t = text().requests;
  const { busy, problem, run } = useAction();
  const take = () =>
    void run(async () => {
      await remove(`/api/student/requests/${request.id}`);
      toast(t.withdrawn);
      onDone();
    });
  return (
    <>
      <ProblemNotice problem={problem} />
      <div class="actions">
        <Button icon="undo" busy={busy} onClick={take}>
          {t.withdraw}
        </Button>
      </div>
    </>
  );
}

export function RequestsPage({ classroom: id }: { classroom: string }) {
  const t = text();
  const record = useLoad<StudentRecord>(`/api/student/record/${id}`);
  const requests = useLoad<RequestPage>('/api/student/requests?limit=200');
  const [asking, setAsking] = useState<'mark' | 'leave' | null>(null);
  const data = record.data;
  usePageTitle(data ? `${t.requests.title} · ${data.classroom.subject}` : t.requests.title);
  if (!data || !requests.data) {
    const problem = record.problem ?? requests.problem;
    const retry = () => void Promise.all([record.reload(), requests.reload()]);
    return (
      <div class="reading">
        <PageHead title={t.requests.title} back={`/record/${id}`} />
        {problem ? <ProblemNotice problem={problem} onRetry={retry} /> : <Skeleton />}
      </div>
    );
  }
  const { classroom } = data;
  const mine = requests.data.requests.filter((one) => one.classroom_id === classroom.id);
  const lectures = new Map(data.lectures.map(({ lecture }) => [lecture.id, lecture]));
  const close = () => setAsking(null);
  return (
    <div class="reading">
      <SubjectHead classroom={classroom} place="requests" open={mine.filter((one) => one.state === 'open').length} />
      {!classroom.archived && (
        <div class="actions actions-even">
          <Button icon="hand" kind="primary" onClick={() => setAsking('mark')}>
            {t.own.record.about}
          </Button>
          <Button icon="calendar" onClick={() => setAsking('leave')}>
            {t.requests.leave}
          </Button>
        </div>
      )}
      {mine.length === 0 ? (
        <Empty icon="inbox" title={t.own.record.noRequests} hint={t.own.record.noRequestsHint} />
      ) : (
        <ul class="card rows" aria-label={t.requests.mine}>
          {mine.map((request) => (
            <RequestRow
              key={request.id}
              request={request}
              lecture={lectures.get(request.lecture_id ?? 0)}
              zone={classroom.timezone}
              set={classroom.statuses}
              named={false}
            >
              {request.state === 'open' && <Withdraw request={request} onDone={() => void requests.reload()} />}
            </RequestRow>
          ))}
        </ul>
      )}
      <p>
        <a class="form-link" href="/leaves">
          {t.requests.allLeave}
        </a>
      </p>
      {asking === 'mark' && <AskSheet record={data} asked={mine} onSent={() => void requests.reload()} onClose={close} />}
      {asking === 'leave' && (
        <LeaveDialog classrooms={[classroom]} classroom={classroom.id} onSent={() => navigate('/leaves')} onClose={close} />
      )}
    </div>
  );
}
