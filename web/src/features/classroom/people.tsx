// SPDX-License-Identifier: MIT
// Who comes into a classroom: how its join code works, who waits to be let in, and its staff.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { now } from '../../core/clock';
import { useAction, useLoad } from '../../core/hooks';
import { Address } from '../../ui/address';
import { Select, Switch } from '../../ui/area';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Field, fieldError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { text } from './words';
import { dayAndTime, facts, number } from '../../core/text/format';
import type { Classroom, JoinRequest, StaffMember } from '../../core/types';
import { wallClock, zonedTime } from '../../core/zone';
import { type SettingsProps, useClassroomEdit } from './settings';

function Waiting({ classroom, request, onDone }: { classroom: Classroom; request: JoinRequest; onDone: () => void }) {
  const t = text().settings;
  const { busy, problem, run } = useAction();
  const answer = (word: 'accept' | 'refuse') =>
    void run(async () => {
      await post(`/api/classroom/${classroom.id}/join-requests/${request.student.id}/${word}`);
      onDone();
    });
  return (
    <li class="request">
      <p class="row-lead">{request.student.name}</p>
      <p class="muted row-email">
        <Address of={request} />
      </p>
      <p class="muted">
        {facts([dayAndTime(request.asked_at, classroom.timezone), request.state === 'refused' && text().requests.state.refused])}
      </p>
      <ProblemNotice problem={problem} />
      <div class="actions">
        <Button kind="primary" busy={busy} onClick={() => answer('accept')} label={t.letIn(request.student.name)}>
          {text().leave.accept}
        </Button>
        {request.state === 'waiting' && (
          <Button disabled={busy} onClick={() => answer('refuse')} label={t.turnAway(request.student.name)}>
            {text().leave.refuse}
          </Button>
        )}
      </div>
    </li>
  );
}

function WaitingList({ classroom }: { classroom: Classroom }) {
  const list = useLoad<{ requests: JoinRequest[]; total: number }>(`/api/classroom/${classroom.id}/join-requests`);
  if (!list.data) return <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />;
  if (list.data.requests.length === 0) return null;
  return (
    <>
      <h3>{text().settings.waiting}</h3>
      <ul class="card rows">
        {list.data.requests.map((request) => (
          <Waiting key={request.student.id} classroom={classroom} request={request} onDone={() => void list.reload()} />
        ))}
      </ul>

      {list.data.total > list.data.requests.length && (
        <p class="muted small">{text().admin.shownOf(number(list.data.requests.length), number(list.data.total))}</p>
      )}
    </>
  );
}

/** Somebody who cannot scan the code. They are told, and accept or say that it is not their class (parts/added.tsx). */
function AddStudent({ classroom }: { classroom: Classroom }) {
  const t = text().settings;
  const [email, setEmail] = useState('');
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const { student } = await post<{ student: { name: string } }>(`/api/classroom/${classroom.id}/students`, { email: email.trim() });
      setEmail('');
      toast(t.studentAdded(student.name));
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate aria-labelledby="add-student">
      <h3 id="add-student">{t.studentTitle}</h3>
      <ProblemNotice problem={otherThan(problem, ['email'])} />
      <Field
        label={t.studentEmail}
        name="student_email"
        type="email"
        value={email}
        onInput={setEmail}
        hint={t.studentHint}
        error={fieldError(problem, 'email')}
      />
      <Button type="submit" busy={busy} icon="plus" disabled={!email.trim()}>
        {t.studentAdd}
      </Button>
    </form>
  );
}

export function JoinSettings(props: SettingsProps) {
  const t = text().settings;
  const { classroom } = props;
  const zone = classroom.timezone;
  const expires = classroom.join_expires_at ? wallClock(Date.parse(classroom.join_expires_at), zone) : { date: '', time: '' };
  const [open, setOpen] = useState(classroom.join_open ?? true);
  const [approval, setApproval] = useState(classroom.join_approval ?? false);
  const [date, setDate] = useState(expires.date);
  const [time, setTime] = useState(expires.time || '23:59');
  const { busy, problem, save } = useClassroomEdit(props);
  const renewal = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    void save({
      join_open: open,
      join_approval: approval,
      join_expires_at: date ? zonedTime(date, time || '23:59', zone).toISOString() : null,
    });
  };
  const renew = () =>
    void renewal.run(async () => {
      props.onChanged(await post<Classroom>(`/api/classroom/${classroom.id}/join-code`));
      toast(text().classroom.renewed);
    });
  const over = classroom.join_expires_at && Date.parse(classroom.join_expires_at) < now();
  return (
    <section class="card" aria-labelledby="join">
      <h2 id="join">{text().classroom.joinTitle}</h2>
      <p class="settings-code" dir="ltr">
        {classroom.join_code}
      </p>
      {(over || classroom.join_open === false) && <p class="muted">{t.joinOff}</p>}
      <ProblemNotice problem={renewal.problem} />
      <Button busy={renewal.busy} onClick={renew}>
        {text().classroom.renewCode}
      </Button>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, ['join_expires_at'])} />
        <Switch name="join_open" checked={open} onChange={setOpen}>
          {t.joinOpen}
        </Switch>
        <Switch name="join_approval" checked={approval} onChange={setApproval} hint={t.joinApprovalHint}>
          {t.joinApproval}
        </Switch>
        <div class="field-pair">
          <Field
            label={t.joinUntil}
            name="join_date"
            type="date"
            optional
            value={date}
            onInput={setDate}
            error={fieldError(problem, 'join_expires_at')}
          />
          {date && <Field label={t.joinTime} name="join_time" type="time" value={time} onInput={setTime} />}
        </div>
        <Button type="submit" kind="primary" busy={busy}>
          {text().board.save}
        </Button>
      </form>
      <WaitingList classroom={classroom} />
      <AddStudent classroom={classroom} />
    </section>
  );
}

function AddStaff({ classroom, onAdded }: { classroom: Classroom; onAdded: (staff: StaffMember[]) => void }) {
  const t = text().settings;
  const [email, setEmail] = useState('');
  const [part, setPart] = useState<'teacher' | 'assistant'>('teacher');
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const answer = await post<{ staff: StaffMember[] }>(`/api/classroom/${classroom.id}/staff`, { email: email.trim(), part });
      onAdded(answer.staff);
      setEmail('');
      toast(t.staffAdded);
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ProblemNotice problem={otherThan(problem, ['email', 'part'])} />
      <Field
        label={t.staffEmail}
        name="staff_email"
        type="email"
        value={email}
        onInput={setEmail}
        error={fieldError(problem, 'email')}
      />
      <Select
        label={t.staffPart}
        name="staff_part"
        value={part}
        onChange={setPart}
        hint={t.staffHint}
        choices={(['teacher', 'assistant'] as const).map((value) => ({ value, label: t.part[value] }))}
        error={fieldError(problem, 'part')}
      />
      <Button type="submit" busy={busy} icon="plus" disabled={!email.trim()}>
        {t.staffAdd}
      </Button>
    </form>
  );
}

export function StaffSettings({ classroom }: { classroom: Classroom }) {
  const t = text().settings;
  const path = `/api/classroom/${classroom.id}/staff`;
  const list = useLoad<{ staff: StaffMember[] }>(path);
  const [leaving, setLeaving] = useState<StaffMember | null>(null);
  const { busy, problem, run } = useAction();
  const drop = () =>
    void run(async () => {
      await remove(`${path}/${leaving?.person.id}`);
      list.set((old) => ({ staff: old.staff.filter((one) => one.person.id !== leaving?.person.id) }));
      setLeaving(null);
      toast(t.staffRemoved);
    });
  return (
    <section class="card" aria-labelledby="staff">
      <h2 id="staff">{t.staff}</h2>
      {!list.data && (list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton rows={1} />)}
      <ul class="readers">
        {list.data?.staff.map((one) => (
          <li key={one.person.id} data-staff={one.person.id} data-part={one.part}>
            <div>
              <p class="row-lead">{one.person.name}</p>
              <p class="muted">{t.part[one.part]}</p>
            </div>
            {one.part !== 'owner' && (
              <Button kind="quiet" icon="trash" onClick={() => setLeaving(one)} label={t.staffRemove(one.person.name)}>
                {t.removeWord}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <AddStaff classroom={classroom} onAdded={(staff) => list.set({ staff })} />
      {leaving && (
        <Confirm
          title={t.staffRemoveTitle(leaving.person.name)}
          hint={t.staffRemoveHint}
          action={t.removeWord}
          busy={busy}
          onConfirm={drop}
          onClose={() => setLeaving(null)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}
