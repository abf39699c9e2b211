// SPDX-License-Identifier: MIT

import { useRef, useState } from 'preact/hooks';
import { post } from '../../api';
import { useAction, usePageTitle } from '../../hooks';
import { Button, PageHead, ProblemNotice } from '../../parts/basics';
import { Field, fieldError, focusFirstError, otherThan } from '../../parts/field';
import { toast } from '../../parts/toast';
import { navigate } from '../../router';
import { text } from '../../text';
import type { Classroom } from '../../types';
import { isZone } from '../../zone';

const FIELDS = ['subject', 'section', 'term', 'timezone', 'late_after_minutes', 'window_minutes'];

/** A whole number within bounds, or null. */
export function wholeNumber(value: string, least: number, most: number): number | null {
  const number = Number(value);
  return value.trim() !== '' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

function zones(): readonly string[] {
  const intl = Intl as unknown as { supportedValuesOf?: (key: 'timeZone') => string[] };
  return intl.supportedValuesOf?.('timeZone') ?? [];
}

export function NewClassroomPage() {
  const t = text();
  usePageTitle(t.professor.newClassroom);
  const [subject, setSubject] = useState('');
  const [section, setSection] = useState('');
  const [term, setTerm] = useState('');
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [minutes, setMinutes] = useState('15');
  const [late, setLate] = useState('10');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const window = wholeNumber(minutes, 1, 240);
  const lateAfter = wholeNumber(late, 0, 240);
  const valid = subject.trim() !== '' && window !== null && lateAfter !== null && isZone(zone);
  const wrong = (bad: boolean, words: string, field: string) => (tried && bad ? words : fieldError(problem, field));
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const create = async () => {
      const classroom = await post<Classroom>('/api/classroom', {
        subject: subject.trim(),
        ...(section.trim() && { section: section.trim() }),
        ...(term.trim() && { term: term.trim() }),
        timezone: zone,
        late_after_minutes: lateAfter,
        window_minutes: window,
      });
      toast(t.professor.created);
      navigate(`/classroom/${classroom.id}`, 'replace');
    };
    if (!valid || !(await run(create))) focusFirstError(form.current);
  };
  return (
    <div class="narrow">
      <PageHead title={t.professor.newClassroom} back="/" />
      <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
        <Field
          label={t.professor.subject}
          name="subject"
          value={subject}
          onInput={setSubject}
          error={wrong(!subject.trim(), t.professor.needSubject, 'subject')}
        />
        <div class="field-pair">
          <Field label={t.professor.section} name="section" optional value={section} onInput={setSection} error={fieldError(problem, 'section')} />
          <Field label={t.professor.term} name="term" optional value={term} onInput={setTerm} error={fieldError(problem, 'term')} />
        </div>
        <div class="field-pair">
          <Field
            label={t.professor.windowMinutes}
            name="window_minutes"
            inputMode="numeric"
            value={minutes}
            onInput={setMinutes}
            error={wrong(window === null, t.professor.needMinutes(1, 240), 'window_minutes')}
          />
          <Field
            label={t.professor.lateAfter}
            name="late_after_minutes"
            inputMode="numeric"
            value={late}
            onInput={setLate}
            error={wrong(lateAfter === null, t.professor.needMinutes(0, 240), 'late_after_minutes')}
          />
        </div>
        <Field
          label={t.professor.timezone}
          name="timezone"
          value={zone}
          onInput={setZone}
          list={zones()}
          error={wrong(!isZone(zone), t.professor.needZone, 'timezone')}
        />
        <Button type="submit" kind="primary" wide busy={busy}>
          {t.professor.create}
        </Button>
      </form>
    </div>
  );
}
