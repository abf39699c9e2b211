// SPDX-License-Identifier: MIT
// A student asks: to be excused from what lies ahead, or to have a mark looked at again; and sees what became of it.

import { useState } from 'preact/hooks';
import { post, remove } from '../api';
import { now } from '../clock';
import { type Loaded, useAction } from '../hooks';
import { Area, Select } from '../parts/area';
import { Button, ProblemNotice } from '../parts/basics';
import { Dialog } from '../parts/dialog';
import { Choices, Field, fieldError, otherThan } from '../parts/field';
import { RequestRow } from '../parts/request';
import { toast } from '../parts/toast';
import { text } from '../text';
import { dayAndTime } from '../text/format';
import type { AttendanceRequest, Classroom, Lecture, RequestPage } from '../types';
import { wallClock, zonedTime } from '../zone';

const TEXT_MAX = 1000;
const DAY_MS = 86_400_000;
const FIELDS = ['text', 'from', 'until', 'lecture'];

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

function LeaveDialog({ classroom, lectures, ...rest }: DialogProps & { classroom: Classroom; lectures: readonly Lecture[] }) {
  const t = text().requests;
  const zone = classroom.timezone;
  const today = wallClock(now(), zone).date;
  const [span, setSpan] = useState<'lecture' | 'days'>(lectures.length > 0 ? 'lecture' : 'days');
  const [lecture, setLecture] = useState(String(lectures[0]?.id ?? ''));
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState(today);
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, send } = useRequest(rest);
  const ordered = from !== '' && until !== '' && from <= until;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!words.trim() || (span === 'days' && !ordered)) return;
    if (span === 'lecture') return send({ kind: 'leave', lecture: Number(lecture), text: words });
    // Today has begun: the leave begins now, as it must lie ahead.
    const first = Math.max(zonedTime(from, '00:00', zone).getTime(), now() + 1000);
    const after = wallClock(Date.parse(`${until}T12:00:00Z`) + DAY_MS, 'UTC').date;
    const times = { from: new Date(first).toISOString(), until: zonedTime(after, '00:00', zone).toISOString() };
    send({ kind: 'leave', classroom: classroom.id, ...times, text: words });
  };
  return (
    <Dialog title={t.leaveTitle} onClose={rest.onClose}>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
        {lectures.length > 0 && (
          <Choices
            legend={t.span}
            name="span"
            value={span}
            onChange={setSpan}
            choices={[
              { value: 'lecture', label: t.oneLecture },
              { value: 'days', label: t.someDays },
            ]}
          />
        )}
        {span === 'lecture' ? (
          <Select
            label={t.lecture}
            name="lecture"
            value={lecture}
            onChange={setLecture}
            choices={lectures.map((one) => ({
              value: String(one.id),
              label: [dayAndTime(one.starts_at, zone), one.title].filter(Boolean).join(' · '),
            }))}
            error={fieldError(problem, 'lecture')}
          />
        ) : (
          <div class="field-pair">
            <Field label={t.from} name="from" type="date" value={from} onInput={setFrom} error={fieldError(problem, 'from')} />
            <Field
              label={t.until}
              name="until"
              type="date"
              value={until}
              onInput={setUntil}
              error={tried && !ordered ? t.daysOrder : fieldError(problem, 'until')}
            />
          </div>
        )}
        <Area
          label={t.why}
          name="request_text"
          maxLength={TEXT_MAX}
          hint={t.leaveHint}
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
  const ahead = lectures
    .filter((lecture) => !lecture.cancelled && Date.parse(lecture.starts_at) > now())
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
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
              named={false}
            >
              {request.state === 'open' && <Withdraw request={request} onDone={() => void requests.reload()} />}
            </RequestRow>
          ))}
        </ul>
      )}
      {asking && (
        <LeaveDialog
          classroom={classroom}
          lectures={ahead}
          onSent={() => void requests.reload()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
