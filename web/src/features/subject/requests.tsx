// SPDX-License-Identifier: MIT
// A student asks to have a mark looked at again, and sees what became of it; the way to leave leads from here.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { type Loaded, useAction } from '../../core/hooks';
import { Area } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { fieldError, otherThan } from '../../ui/field';
import { RequestRow } from '../../ui/request';
import { toast } from '../../ui/toast';
import { text } from './words';
import { dayAndTime } from '../../core/text/format';
import type { AttendanceRequest, Classroom, Lecture, RequestPage } from '../../core/types';
import { navigate } from '../../core/router';
import { LeaveDialog } from '../../ui/form/leave-ask';

const TEXT_MAX = 1000;

interface DialogProps {
  onSent: (request: AttendanceRequest) => void;
  onClose: () => void;
}

function useRequest({ onSent, onClose }: DialogProps) {
  const action = useAction();
  const send = (body: Record<string, unknown>) =>
    void action.run(async () => {
      onSent(await post<AttendanceRequest>('/api/student/requests', body));
      toast(text().requests.sent);
      onClose();
    });
  return { ...action, send };
}

/** About one lecture that has begun: its mark is not right. */
export function AppealDialog({ lecture, zone, ...rest }: DialogProps & { lecture: Lecture; zone: string }) {
  const t = text().requests;
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, send } = useRequest(rest);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (words.trim()) send({ kind: 'appeal', lecture: lecture.id, text: words });
  };
  return (
    <Dialog title={t.appealTitle} onClose={rest.onClose}>
      <p class="muted">{dayAndTime(lecture.starts_at, zone)}</p>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, ['text'])} />
        <Area
          label={t.why}
          name="request_text"
          maxLength={TEXT_MAX}
          hint={t.appealHint}
          value={words}
          onInput={setWords}
          error={tried && !words.trim() ? t.needWhy : fieldError(problem, 'text')}
        />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {t.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

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

interface CardProps {
  classroom: Classroom;
  lectures: readonly Lecture[];
  requests: Loaded<RequestPage>;
}

/** What was asked in this classroom, and the way to ask for leave. */
export function RequestsCard({ classroom, lectures, requests }: CardProps) {
  const t = text().requests;
  const [asking, setAsking] = useState(false);
  const mine = requests.data?.requests.filter((one) => one.classroom_id === classroom.id) ?? [];
  return (
    <section class="requests" aria-labelledby="requests">
      <div class="section-head">
        <h2 id="requests">{t.mine}</h2>
        {!classroom.archived && (
          <Button icon="calendar" onClick={() => setAsking(true)}>
            {t.leave}
          </Button>
        )}
      </div>
      <ProblemNotice problem={requests.problem} onRetry={() => void requests.reload()} />
      {requests.data && mine.length === 0 && <p class="muted">{t.noneMine}</p>}
      {mine.length > 0 && (
        <ul class="card rows">
          {mine.map((request) => (
            <RequestRow
              key={request.id}
              request={request}
              lecture={lectures.find((lecture) => lecture.id === request.lecture_id)}
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
        <a href="/leaves">{t.allLeave}</a>
      </p>
      {asking && (
        <LeaveDialog classrooms={[classroom]} classroom={classroom.id} onSent={() => navigate('/leaves')} onClose={() => setAsking(false)} />
      )}
    </section>
  );
}
