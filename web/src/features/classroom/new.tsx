// SPDX-License-Identifier: MIT

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Button, PageHead, ProblemNotice } from '../../ui/basics';
import { lateMinutes, MinuteFields, NamingFields, windowMinutes } from '../../ui/form/classroom-fields';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import type { Classroom, Lecture } from '../../core/types';
import { isZone } from '../../core/zone';

const text = words(taughtWords, teachingWords);

const FIELDS = ['subject', 'section', 'term', 'timezone', 'late_after_minutes', 'window_minutes'];

function zones(): readonly string[] {
  const intl = Intl as unknown as { supportedValuesOf?: (key: 'timeZone') => string[] };
  return intl.supportedValuesOf?.('timeZone') ?? [];
}

export function NewClassroomPage() {
  const t = text();
  usePageTitle(t.taught.classes.new);
  const [subject, setSubject] = useState('');
  const [section, setSection] = useState('');
  const [term, setTerm] = useState('');
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [minutes, setMinutes] = useState('15');
  const [late, setLate] = useState('10');
  const [more, setMore] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(subject, section, term, zone, minutes, late);
  const window = windowMinutes(minutes);
  const lateAfter = lateMinutes(late);
  const valid = subject.trim() !== '' && window !== null && lateAfter !== null && isZone(zone);
  const make = async (start: boolean) => {
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
      if (start) {
        const lecture = await post<Lecture>(`/api/classroom/${classroom.id}/instant`, {});
        return navigate(`/lecture/${lecture.id}`, 'replace');
      }
      toast(t.taught.classes.created);
      navigate(`/classroom/${classroom.id}`, 'replace');
    };
    if (!valid) setMore((old) => old || window === null || lateAfter === null || !isZone(zone));
    if (!valid || !(await run(create))) focusFirstError(form.current);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void make(false);
  };
  return (
    <div class="narrow">
      <PageHead title={t.taught.classes.new} back="/classes" />
      <form ref={form} class="card form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
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
        <details class="more-fields" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
          <summary>{t.taught.classes.more}</summary>
          <MinuteFields minutes={minutes} onMinutes={setMinutes} late={late} onLate={setLate} tried={tried} problem={problem} />
          <Field
            label={t.professor.timezone}
            name="timezone"
            value={zone}
            onInput={setZone}
            list={zones()}
            error={tried && !isZone(zone) ? t.professor.needZone : fieldError(problem, 'timezone')}
          />
        </details>
        <div class="form-actions">
          <Button type="submit" kind="primary" wide busy={busy}>
            {t.taught.classes.create}
          </Button>
          <Button wide busy={busy} icon="bolt" onClick={() => void make(true)}>
            {t.taught.classes.createStart}
          </Button>
        </div>
      </form>
    </div>
  );
}
