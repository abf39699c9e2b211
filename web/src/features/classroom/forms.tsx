// SPDX-License-Identifier: MIT
// What a class is called, and what is asked for in it.

import { useRef, useState } from 'preact/hooks';
import { words } from '../../core/text';
import { settings as settingsWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Select } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { NamingFields } from '../../ui/form/classroom-fields';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { wholeNumber } from '../../ui/typed';
import { isZone } from '../../core/zone';
import { type SettingsProps, useClassroomEdit } from './edit';

const text = words(settingsWords, taughtWords, teachingWords);

export function GeneralForm(props: SettingsProps) {
  const t = text();
  const { classroom } = props;
  const [subject, setSubject] = useState(classroom.subject);
  const [section, setSection] = useState(classroom.section ?? '');
  const [term, setTerm] = useState(classroom.term ?? '');
  const [zone, setZone] = useState(classroom.timezone);
  const [tried, setTried] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props, [subject, section, term, zone]);
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const fields = { subject: subject.trim(), section: section.trim(), term: term.trim(), timezone: zone.trim() };
    if (!fields.subject || !isZone(fields.timezone) || !(await save(fields))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" aria-label={t.settings.basics} onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, ['subject', 'section', 'term', 'timezone'])} />
      <NamingFields
        subject={subject}
        onSubject={setSubject}
        section={section}
        onSection={setSection}
        term={term}
        onTerm={setTerm}
        tried={tried}
        problem={problem}
      />
      <Field
        label={t.professor.timezone}
        name="timezone"
        value={zone}
        onInput={setZone}
        error={tried && !isZone(zone.trim()) ? t.professor.needZone : fieldError(problem, 'timezone')}
      />
      <Button type="submit" kind="primary" busy={busy}>
        {t.taught.settings.save}
      </Button>
    </form>
  );
}

const LEAVE_OUT_MAX = 20;
const ASKED = ['threshold_percent', 'leave_out', 'excused_counts'];

export function ThresholdForm(props: SettingsProps) {
  const t = text();
  const { classroom } = props;
  const [threshold, setThreshold] = useState(String(classroom.threshold_percent));
  const [leaveOut, setLeaveOut] = useState(String(classroom.leave_out));
  const [excused, setExcused] = useState(classroom.excused_counts);
  const [tried, setTried] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props, [threshold, leaveOut, excused]);
  const form = useRef<HTMLFormElement>(null);
  const percentage = wholeNumber(threshold, 0, 100);
  const left = wholeNumber(leaveOut, 0, LEAVE_OUT_MAX);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const fields = { threshold_percent: percentage, leave_out: left, excused_counts: excused };
    if (percentage === null || left === null || !(await save(fields))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-label={t.taught.settings.group.thresholds}>
      <ProblemNotice problem={otherThan(problem, ASKED)} />
      <Field
        label={t.settings.threshold}
        name="threshold_percent"
        inputMode="numeric"
        hint={t.settings.thresholdHint}
        value={threshold}
        onInput={setThreshold}
        error={tried && percentage === null ? t.professor.needMinutes(0, 100) : fieldError(problem, 'threshold_percent')}
      />
      <Field
        label={t.settings.leaveOut}
        name="leave_out"
        inputMode="numeric"
        hint={t.settings.leaveOutHint}
        value={leaveOut}
        onInput={setLeaveOut}
        error={tried && left === null ? t.professor.needMinutes(0, LEAVE_OUT_MAX) : fieldError(problem, 'leave_out')}
      />
      <Select
        label={t.settings.excused}
        name="excused_counts"
        value={excused}
        onChange={setExcused}
        choices={(['attended', 'ignored', 'missed'] as const).map((value) => ({ value, label: t.settings.counts[value] }))}
        error={fieldError(problem, 'excused_counts')}
      />
      <Button type="submit" kind="primary" busy={busy}>
        {t.taught.settings.save}
      </Button>
    </form>
  );
}
