// SPDX-License-Identifier: MIT
// Asking for leave: one form for all courses, wherever it is opened.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { now } from '../../core/clock';
import { useLoad } from '../../core/hooks';
import { Area, Select } from '../area';
import { Skeleton } from '../basics';
import { Dialog } from '../dialog';
import { Choices, Field, fieldError } from '../field';
import { FilePicker } from '../files';
import { FormDialog } from './form-dialog';
import { toast } from '../toast';
import { words } from '../../core/text';
import { leave } from '../../core/text/books';
import type { BoardFile, Classroom, Leave, LeaveKind } from '../../core/types';
import { wallClock, zonedTime } from '../../core/zone';

const text = words(leave);

const TEXT_MAX = 1000;
const DAY_MS = 86_400_000;
const EVIDENCE_MAX = 5;
const FIELDS = ['kind', 'classroom', 'from', 'until', 'text', 'evidence'];

interface FormProps {
  kinds: readonly LeaveKind[];
  classrooms: readonly Pick<Classroom, 'id' | 'subject' | 'timezone'>[];
  /** Chosen when the form opens; null: all courses. */
  classroom: number | null;
  onSent: (leave: Leave) => void;
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

function LeaveForm({ kinds, classrooms, classroom, onSent, onClose }: FormProps) {
  const t = text().leave;
  const zone = (classrooms.find((one) => one.id === classroom) ?? classrooms[0])?.timezone ?? 'UTC';
  const today = wallClock(now(), zone).date;
  const [kindId, setKindId] = useState(kinds.length === 1 ? String(kinds[0]?.id) : '');
  const [course, setCourse] = useState(classroom === null ? '' : String(classroom));
  const [span, setSpan] = useState<'days' | 'hours'>('days');
  const [times, setTimes] = useState({ from: today, until: today, fromTime: '08:00', untilTime: '10:00' });
  const [words, setWords] = useState('');
  const [files, setFiles] = useState<BoardFile[]>([]);
  const [sending, setSending] = useState(false);
  const kind = kinds.find((one) => String(one.id) === kindId);
  const set = (change: Partial<typeof times>) => setTimes((old) => ({ ...old, ...change }));
  const moments = leaveSpan(span, times, zone);
  const takesFiles = kind ? kind.evidence !== 'none' : kinds.length === 0;
  const ready =
    (kinds.length === 0 || kind !== undefined) && moments !== null && (kind !== undefined || words.trim() !== '') && (kind?.evidence !== 'required' || files.length > 0) && !sending;
  const submit = async () => {
    const leave = await post<Leave>('/api/student/leaves', {
      ...moments,
      ...(kind && { kind: kind.id }),
      ...(course && { classroom: Number(course) }),
      ...(words.trim() && { text: words.trim() }),
      ...(takesFiles && files.length > 0 && { evidence: files.map((file) => file.id) }),
    });
    toast(t.sent);
    onSent(leave);
    onClose();
  };
  return (
    <FormDialog title={t.ask} action={t.send} fields={FIELDS} ready={ready} onSubmit={submit} onClose={onClose}>
      {(problem, tried) => (
        <>
          {kinds.length > 0 && (
            <Select
              label={t.kind}
              name="leave_kind"
              value={kindId}
              onChange={setKindId}
              choices={[...(kind ? [] : [{ value: '', label: '–' }]), ...kinds.map((one) => ({ value: String(one.id), label: one.name }))]}
              hint={kind ? t.decidedBy[kind.decider] : undefined}
              error={tried && !kind ? t.needKind : fieldError(problem, 'kind')}
            />
          )}
          <Choices
            legend={t.span}
            name="span"
            value={span}
            onChange={setSpan}
            choices={(['days', 'hours'] as const).map((value) => ({ value, label: t.spans[value] }))}
          />
          {span === 'days' ? (
            <div class="field-pair">
              <Field label={t.from} name="from" type="date" value={times.from} onInput={(from) => set({ from })} error={fieldError(problem, 'from')} />
              <Field
                label={t.until}
                name="until"
                type="date"
                value={times.until}
                onInput={(until) => set({ until })}
                error={tried && !moments ? t.daysOrder : fieldError(problem, 'until')}
              />
            </div>
          ) : (
            <>
              <Field label={t.day} name="from" type="date" value={times.from} onInput={(from) => set({ from })} error={fieldError(problem, 'from')} />
              <div class="field-pair">
                <Field label={t.fromTime} name="from_time" type="time" value={times.fromTime} onInput={(fromTime) => set({ fromTime })} />
                <Field
                  label={t.untilTime}
                  name="until_time"
                  type="time"
                  value={times.untilTime}
                  onInput={(untilTime) => set({ untilTime })}
                  error={tried && !moments ? t.timesOrder : fieldError(problem, 'until')}
                />
              </div>
            </>
          )}
          <p class="field-hint">{t.covers}</p>
          {classrooms.length > 1 && (
            <Select
              label={t.courses}
              name="leave_course"
              value={course}
              onChange={setCourse}
              choices={[{ value: '', label: t.allCourses }, ...classrooms.map((one) => ({ value: String(one.id), label: one.subject }))]}
              error={fieldError(problem, 'classroom')}
            />
          )}
          <Area
            label={t.why}
            name="leave_text"
            rows={3}
            maxLength={TEXT_MAX}
            optional={kind !== undefined}
            hint={t.readBy[kind?.decider ?? 'staff']}
            value={words}
            onInput={setWords}
            error={tried && !kind && !words.trim() ? t.needWhy : fieldError(problem, 'text')}
          />
          {takesFiles && (
            <FilePicker
              classroom={null}
              label={t.evidence}
              hint={t.seenBy[kind ? (kind.evidence_for === 'office' ? 'office' : 'staff') : 'staff']}
              most={EVIDENCE_MAX}
              required={kind?.evidence === 'required'}
              error={tried && kind?.evidence === 'required' && files.length === 0 && !sending ? t.needEvidence : fieldError(problem, 'evidence')}
              files={files}
              onChange={setFiles}
              onBusy={setSending}
            />
          )}
        </>
      )}
    </FormDialog>
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
