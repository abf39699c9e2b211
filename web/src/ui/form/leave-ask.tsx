// SPDX-License-Identifier: MIT
// Asking for leave: one form for all courses, wherever it is opened.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useForm } from '../../core/form';
import { useLoad } from '../../core/hooks';
import { sendOrKeep } from '../../core/outbox';
import { Area, Select } from '../area';
import { Skeleton } from '../basics';
import { Dialog } from '../dialog';
import { Choices, Field } from '../field';
import { FilePicker } from '../files';
import { FormSheet } from './form-dialog';
import { toast } from '../toast';
import { words } from '../../core/text';
import { leave as leaveWords } from '../../core/text/books';
import type { BoardFile, Classroom, Leave, LeaveKind } from '../../core/types';
import { wallClock, zonedTime } from '../../core/zone';

const text = words(leaveWords);

const TEXT_MAX = 1000;
const DAY_MS = 86_400_000;
const EVIDENCE_MAX = 5;

interface FormProps {
  kinds: readonly LeaveKind[];
  classrooms: readonly Pick<Classroom, 'id' | 'subject' | 'timezone'>[];
  /** Chosen when the form opens; null: all courses. */
  classroom: number | null;
  onSent: () => void;
  onClose: () => void;
}

/** The moments that the form says; null: they are in the wrong order, or missing. Pure. */
export function leaveSpan(
  span: 'days' | 'hours',
  { from, until, fromTime, untilTime }: { from: string; until: string; fromTime: string; untilTime: string },
  zone: string,
): { from: string; until: string } | null {
  if (!from || (span === 'days' ? !until || from > until : !fromTime || !untilTime || fromTime >= untilTime)) return null;
  const after = span === 'days' ? wallClock(Date.parse(`${until}T12:00:00Z`) + DAY_MS, 'UTC').date : from;
  const first = zonedTime(from, span === 'days' ? '00:00' : fromTime, zone);
  const last = zonedTime(after, span === 'days' ? '00:00' : untilTime, zone);
  return { from: first.toISOString(), until: last.toISOString() };
}

/** Names are the server's where it has them. */
interface LeaveWork {
  kind: string;
  classroom: string;
  span: 'days' | 'hours';
  from: string;
  until: string;
  fromTime: string;
  untilTime: string;
  text: string;
  evidence: BoardFile[];
}

function LeaveForm({ kinds, classrooms, classroom, onSent, onClose }: FormProps) {
  const t = text().leave;
  const zone = (classrooms.find((one) => one.id === classroom) ?? classrooms[0])?.timezone ?? 'UTC';
  const today = wallClock(now(), zone).date;
  const kindOf = (id: string) => kinds.find((one) => String(one.id) === id);
  const [sending, setSending] = useState(false);
  const form = useForm<LeaveWork>({
    initial: {
      kind: kinds.length === 1 ? String(kinds[0]?.id) : '',
      classroom: classroom === null ? '' : String(classroom),
      span: 'days',
      from: today,
      until: today,
      fromTime: '08:00',
      untilTime: '10:00',
      text: '',
      evidence: [],
    },
    rules: {
      kind: (id) => kinds.length > 0 && !id && t.needKind,
      until: (_, work) => work.span === 'days' && !leaveSpan('days', work, zone) && t.daysOrder,
      untilTime: (_, work) => work.span === 'hours' && !leaveSpan('hours', work, zone) && t.timesOrder,
      text: (words, work) => !work.kind && !words.trim() && t.needWhy,
      evidence: (files, work) => sending || (files.length === 0 && kindOf(work.kind)?.evidence === 'required' && t.needEvidence),
    },
    send: async (work) => {
      const about = classrooms.find((one) => String(one.id) === work.classroom)?.subject;
      const leave = await sendOrKeep<Leave>({
        kind: 'leave',
        method: 'POST',
        path: '/api/student/leaves',
        json: {
          ...leaveSpan(work.span, work, zone),
          ...(work.kind && { kind: Number(work.kind) }),
          ...(work.classroom && { classroom: Number(work.classroom) }),
          ...(work.text.trim() && { text: work.text.trim() }),
          ...(takesFiles && work.evidence.length > 0 && { evidence: work.evidence.map((file) => file.id) }),
        },
        about: about ? { subject: about } : {},
      });
      toast(leave ? t.sent : text().away.kept);
      if (leave) onSent();
      onClose();
    },
    guarded: true,
  });
  const { values } = form;
  const kind = kindOf(values.kind);
  const takesFiles = kind ? kind.evidence !== 'none' : kinds.length === 0;
  return (
    <FormSheet title={t.ask} action={t.send} form={form} onClose={onClose}>
      {kinds.length > 0 && (
        <Select
          label={t.kind}
          name="leave_kind"
          value={values.kind}
          onChange={(id) => form.set({ kind: id })}
          choices={[...(kind ? [] : [{ value: '', label: '–' }]), ...kinds.map((one) => ({ value: String(one.id), label: one.name }))]}
          hint={kind ? t.decidedBy[kind.decider] : undefined}
          error={form.error('kind')}
        />
      )}
      <Choices
        legend={t.span}
        name="span"
        value={values.span}
        onChange={(span) => form.set({ span })}
        choices={(['days', 'hours'] as const).map((value) => ({ value, label: t.spans[value] }))}
      />
      {values.span === 'days' ? (
        <div class="field-pair">
          <Field label={t.from} type="date" {...form.field('from')} />
          <Field label={t.until} type="date" {...form.field('until')} />
        </div>
      ) : (
        <>
          <Field label={t.day} type="date" {...form.field('from')} />
          <div class="field-pair">
            <Field label={t.fromTime} type="time" {...form.field('fromTime')} name="from_time" />
            <Field label={t.untilTime} type="time" {...form.field('untilTime')} name="until_time" error={form.error('untilTime') ?? form.error('until')} />
          </div>
        </>
      )}
      <p class="field-hint">{t.covers}</p>
      {classrooms.length > 1 && (
        <Select
          label={t.courses}
          name="leave_course"
          value={values.classroom}
          onChange={(course) => form.set({ classroom: course })}
          choices={[{ value: '', label: t.allCourses }, ...classrooms.map((one) => ({ value: String(one.id), label: one.subject }))]}
          error={form.error('classroom')}
        />
      )}
      <Area
        label={t.why}
        rows={3}
        maxLength={TEXT_MAX}
        optional={kind !== undefined}
        hint={t.readBy[kind?.decider ?? 'staff']}
        {...form.field('text')}
        name="leave_text"
      />
      {takesFiles && (
        <FilePicker
          classroom={null}
          label={t.evidence}
          hint={t.seenBy[kind ? (kind.evidence_for === 'office' ? 'office' : 'staff') : 'staff']}
          most={EVIDENCE_MAX}
          required={kind?.evidence === 'required'}
          error={form.error('evidence')}
          files={values.evidence}
          onChange={(change) => form.set((now) => ({ evidence: change(now.evidence) }))}
          onBusy={setSending}
        />
      )}
    </FormSheet>
  );
}

/** Reads the kinds before the form is shown. */
export function LeaveDialog(props: Omit<FormProps, 'kinds'>) {
  const kinds = useLoad<{ kinds: LeaveKind[] }>('/api/leave-kinds');
  if (kinds.data) return <LeaveForm {...props} kinds={kinds.data.kinds} />;
  return (
    <Dialog title={text().leave.ask} onClose={props.onClose}>
      <Skeleton rows={2} />
    </Dialog>
  );
}
