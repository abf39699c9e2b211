// SPDX-License-Identifier: MIT
// A classroom in the next term: when it is, what it is called, and what it becomes, before it is made.

import { useRef, useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { plan as planWords, settings as settingsWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Button, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { NamingFields } from '../../ui/form/classroom-fields';
import { fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { DatePair } from '../../ui/form/when';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { longDay } from '../../core/text/format';
import type { Classroom, TermPlan } from '../../core/types';

const text = words(planWords, settingsWords, teachingWords);

const FIELDS = ['first_date', 'last_date', 'subject', 'section', 'term'];
const dayWords = (date: string) => longDay(`${date}T12:00:00Z`, 'UTC');

/** What it would become. */
function Preview({ plan }: { plan: TermPlan }) {
  const t = text().copy;
  return (
    <section class="card" aria-labelledby="preview" data-lectures={plan.lectures}>
      <h2 id="preview">{t.preview}</h2>
      <ul class="plain">
        <li>{plan.first && plan.last ? t.lectures(plan.lectures, dayWords(plan.first), dayWords(plan.last)) : t.noLectures}</li>
        {plan.left_out.length > 0 && <li>{t.leftOut(plan.left_out.map(dayWords).join('; '))}</li>}
        {plan.single > 0 && <li>{t.single(plan.single)}</li>}
        <li>{t.staff(plan.staff)}</li>
        {plan.groups.length > 0 && <li>{t.groups(plan.groups.join('; '))}</li>}
        <li>{t.same}</li>
        <li>{t.fresh}</li>
      </ul>
    </section>
  );
}

function CopyForm({ classroom, base }: { classroom: Classroom; base: string }) {
  const t = text();
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [subject, setSubject] = useState(classroom.subject);
  const [section, setSection] = useState(classroom.section ?? '');
  const [term, setTerm] = useState('');
  const [plan, setPlan] = useState<TermPlan | null>(null);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(first, last, subject, section, term);
  const ordered = first !== '' && last !== '' && first <= last;
  // Other dates make another plan.
  const onDate = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPlan(null);
  };
  const look = async () => setPlan(await get<TermPlan>(`${base}?first_date=${first}&last_date=${last}`));
  const make = async () => {
    const body = { first_date: first, last_date: last, subject: subject.trim(), section: section.trim(), term: term.trim() };
    const made = await post<Classroom>(base, body);
    toast(t.copy.made);
    navigate(`/classroom/${made.id}`, 'replace');
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!ordered || !subject.trim() || !(await run(plan ? make : look))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="settings" onSubmit={(event) => void submit(event)} noValidate>
      <div class="card form">
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
        <DatePair
          value={[first, last]}
          onInput={[onDate(setFirst), onDate(setLast)]}
          errors={[
            tried && !first ? t.classroom.needDate : fieldError(problem, 'first_date'),
            tried && !last ? t.classroom.needDate : tried && !ordered ? t.plan.datesOrder : fieldError(problem, 'last_date'),
          ]}
        />
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
        {!plan && (
          <Button type="submit" kind="primary" busy={busy}>
            {t.copy.look}
          </Button>
        )}
      </div>
      {plan && (
        <>
          <Preview plan={plan} />
          <Button type="submit" kind="primary" wide busy={busy} icon="copy">
            {t.copy.make}
          </Button>
        </>
      )}
    </form>
  );
}

export function ClassroomCopyPage({ classroom: id, path }: { classroom: string; path: string }) {
  const t = text().copy;
  const page = useClass(id);
  const classroom = page.data?.classroom;
  const administrator = currentUser()?.role === 'administrator';
  const may = classroom && (administrator || classroom.part === 'owner' || classroom.part === 'teacher');
  return (
    <ClassFrame id={id} path={path} title={t.title}>
      <div class="narrow">
        <ClassSection
          title={t.title}
          {...(!administrator && { back: { href: `/classroom/${id}/settings/archive`, word: text().app.places.settings } })}
        />
        {!classroom && <Skeleton />}
        {classroom && !may && <Notice>{text().settings.teachersOnly}</Notice>}
        {classroom && may && <CopyForm classroom={classroom} base={administrator ? `/api/admin/classrooms/${id}/copy` : `/api/classroom/${id}/copy`} />}
      </div>
    </ClassFrame>
  );
}
