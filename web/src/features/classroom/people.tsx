// SPDX-License-Identifier: MIT
// Who comes into a classroom: how its join code works, and its staff.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { settings as settingsWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Select, Switch } from '../../ui/area';
import { Avatar } from '../../ui/avatar';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Field, fieldError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import type { Classroom, StaffMember } from '../../core/types';
import { wallClock, zonedTime } from '../../core/zone';
import { type SettingsProps, useClassroomEdit } from './edit';

const text = words(settingsWords, taughtWords, teachingWords);

export function JoinSettings(props: SettingsProps) {
  const t = text().settings;
  const { classroom } = props;
  const zone = classroom.timezone;
  const expires = classroom.join_expires_at ? wallClock(Date.parse(classroom.join_expires_at), zone) : { date: '', time: '' };
  const [open, setOpen] = useState(classroom.join_open ?? true);
  const [approval, setApproval] = useState(classroom.join_approval ?? false);
  const [date, setDate] = useState(expires.date);
  const [time, setTime] = useState(expires.time || '23:59');
  const { busy, problem, save } = useClassroomEdit(props, [open, approval, date, time]);
  const renewal = useAction();
  const [asking, setAsking] = useState(false);
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
      setAsking(false);
      toast(text().classroom.renewed);
    });
  const over = classroom.join_expires_at && Date.parse(classroom.join_expires_at) < now();
  return (
    <section class="card" aria-label={text().taught.settings.group.joining}>
      <div class="settings-code-row">
        <p class="settings-code" dir="ltr">
          {classroom.join_code}
        </p>
        <Button busy={renewal.busy} onClick={() => setAsking(true)}>
          {text().classroom.renewCode}
        </Button>
      </div>
      {(over || classroom.join_open === false) && <p class="muted">{t.joinOff}</p>}
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
          {text().taught.settings.save}
        </Button>
      </form>
      {asking && (
        <Confirm
          title={text().classroom.renewTitle}
          hint={text().classroom.renewHint}
          action={text().classroom.renewCode}
          busy={renewal.busy}
          onConfirm={renew}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={renewal.problem} />
        </Confirm>
      )}
    </section>
  );
}

function AddStaff({ classroom, onAdded }: { classroom: Classroom; onAdded: (staff: StaffMember[]) => void }) {
  const t = text().settings;
  const [email, setEmail] = useState('');
  const [part, setPart] = useState<'teacher' | 'assistant'>('teacher');
  useUnsaved(email);
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
    <section class="card" aria-label={t.staff}>
      {!list.data && (list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton rows={1} />)}
      <ul class="rows staff-rows">
        {list.data?.staff.map((one) => (
          <li key={one.person.id} data-staff={one.person.id} data-part={one.part}>
            <div class="person-row">
              <Avatar id={one.person.id} name={one.person.name} />
              <div>
                <p class="row-lead">
                  <bdi>{one.person.name}</bdi>
                </p>
                <p class="muted small">{t.part[one.part]}</p>
                <p class="muted small row-email">{one.email}</p>
              </div>
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
