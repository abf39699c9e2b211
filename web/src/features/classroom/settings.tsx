// SPDX-License-Identifier: MIT
// How a classroom works: what it is called, what counts, when attendance opens, who joins, who teaches, what proves presence.

import { useRef, useState } from 'preact/hooks';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { Select, Switch } from '../../ui/area';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { NamingFields } from '../../ui/form/classroom-fields';
import { Confirm } from '../../ui/dialog';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { isTeacher } from '../../ui/part';
import { toast } from '../../ui/toast';
import { wholeNumber } from '../../ui/typed';
import { edit } from '../../ui/version';
import { text } from './words';
import type { Classroom, ClassroomPage } from '../../core/types';
import { isZone } from '../../core/zone';
import { JoinSettings, StaffSettings } from './people';
import { ProofSettings } from './proofs';
import { StatusSettings } from './statuses';

export interface SettingsProps {
  classroom: Classroom;
  onChanged: (next: Classroom) => void;
}

/** Sends some fields of the classroom, with the version that was read. */
export function useClassroomEdit({ classroom, onChanged }: SettingsProps) {
  const action = useAction();
  const save = (fields: Record<string, unknown>) =>
    action.run(async () => {
      onChanged(await edit<Classroom>('PATCH', `/api/classroom/${classroom.id}`, classroom.version, fields));
      toast(text().settings.saved);
    });
  return { ...action, save };
}

function BasicsForm(props: SettingsProps) {
  const t = text();
  const { classroom } = props;
  const [subject, setSubject] = useState(classroom.subject);
  const [section, setSection] = useState(classroom.section ?? '');
  const [term, setTerm] = useState(classroom.term ?? '');
  const [zone, setZone] = useState(classroom.timezone);
  const [tried, setTried] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props);
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const fields = { subject: subject.trim(), section: section.trim(), term: term.trim(), timezone: zone.trim() };
    if (!fields.subject || !isZone(fields.timezone) || !(await save(fields))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="basics">
      <h2 id="basics">{t.settings.basics}</h2>
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
        {t.board.save}
      </Button>
    </form>
  );
}

const LEAVE_OUT_MAX = 20;
const COUNTING = ['threshold_percent', 'leave_out', 'excused_counts', 'absent_at_close', 'auto_open', 'auto_open_minutes'];

function CountingForm(props: SettingsProps) {
  const t = text();
  const { classroom } = props;
  const [threshold, setThreshold] = useState(String(classroom.threshold_percent));
  const [leaveOut, setLeaveOut] = useState(String(classroom.leave_out));
  const [excused, setExcused] = useState(classroom.excused_counts);
  const [absent, setAbsent] = useState(classroom.absent_at_close);
  const [auto, setAuto] = useState(classroom.auto_open === 'on');
  const [before, setBefore] = useState(String(classroom.auto_open_minutes));
  const [tried, setTried] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props);
  const form = useRef<HTMLFormElement>(null);
  const percentage = wholeNumber(threshold, 0, 100);
  const left = wholeNumber(leaveOut, 0, LEAVE_OUT_MAX);
  const minutes = /^-?\d{1,3}$/.test(before.trim()) ? Number(before) : NaN;
  const minutesRight = minutes >= -120 && minutes <= 240;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const fields = {
      threshold_percent: percentage,
      leave_out: left,
      excused_counts: excused,
      absent_at_close: absent,
      auto_open: auto ? 'on' : 'off',
      ...(auto && { auto_open_minutes: minutes }),
    };
    if (percentage === null || left === null || (auto && !minutesRight) || !(await save(fields))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="counting">
      <h2 id="counting">{t.settings.counting}</h2>
      <ProblemNotice problem={otherThan(problem, COUNTING)} />
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
      <Switch name="absent_at_close" checked={absent} onChange={setAbsent} hint={t.settings.absentHint}>
        {t.settings.absent}
      </Switch>
      <Switch name="auto_open" checked={auto} onChange={setAuto} hint={t.settings.autoHint}>
        {t.settings.auto}
      </Switch>
      {auto && (
        <Field
          label={t.settings.autoMinutes}
          name="auto_open_minutes"
          hint={t.settings.autoMinutesHint}
          value={before}
          onInput={setBefore}
          error={tried && !minutesRight ? t.professor.needMinutes(-120, 240) : fieldError(problem, 'auto_open_minutes')}
        />
      )}
      <Button type="submit" kind="primary" busy={busy}>
        {t.board.save}
      </Button>
    </form>
  );
}

/** The way to the days on which the classroom does not meet. */
function DaysOffCard({ classroom }: { classroom: Classroom }) {
  const t = text().daysOff;
  return (
    <section class="card" aria-labelledby="days-off">
      <h2 id="days-off">{t.title}</h2>
      <p class="muted">{t.classHint}</p>
      <LinkButton href={`/classroom/${classroom.id}/holidays`} icon="calendar">
        {t.open}
      </LinkButton>
    </section>
  );
}

/** The way to the rules that warn. */
function RulesCard({ classroom }: { classroom: Classroom }) {
  const t = text().rules;
  return (
    <section class="card" aria-labelledby="rules">
      <h2 id="rules">{t.title}</h2>
      <p class="muted">{t.classHint}</p>
      <LinkButton href={`/classroom/${classroom.id}/rules`} icon="alert">
        {t.open}
      </LinkButton>
    </section>
  );
}

/** The way to the same classroom in the next term; also of one that is archived. */
function CopyCard({ classroom }: { classroom: Classroom }) {
  const t = text().copy;
  return (
    <section class="card" aria-labelledby="copy">
      <h2 id="copy">{t.title}</h2>
      <p class="muted">{t.hint}</p>
      <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy">
        {t.open}
      </LinkButton>
    </section>
  );
}

function ArchiveCard(props: SettingsProps) {
  const t = text().settings;
  const [asking, setAsking] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props);
  const { archived } = props.classroom;
  const change = async () => {
    if (await save({ archived: !archived })) setAsking(false);
  };
  return (
    <section class="card" aria-labelledby="archive">
      <h2 id="archive">{t.archive}</h2>
      <p class="muted">{t.archiveHint}</p>
      <ProblemNotice problem={asking ? null : problem} />
      <Button busy={busy && !asking} onClick={() => (archived ? void change() : setAsking(true))}>
        {archived ? t.unarchive : t.archiveButton}
      </Button>
      {asking && (
        <Confirm
          title={t.archiveTitle}
          hint={t.archiveHint}
          action={t.archiveButton}
          busy={busy}
          onConfirm={() => void change()}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}

export function ClassSettingsPage({ classroom: id }: { classroom: string }) {
  const t = text().settings;
  usePageTitle(t.title);
  const page = useLoad<ClassroomPage>(`/api/classroom/${id}`);
  const classroom = page.data?.classroom;
  const onChanged = (next: Classroom) => page.set((old) => ({ ...old, classroom: { ...old.classroom, ...next } }));
  const may = classroom && isTeacher(classroom);
  return (
    <div class="narrow settings">
      <PageHead title={t.title} back={`/classroom/${id}`} sub={classroom?.subject} />
      {!classroom && (page.problem ? <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} /> : <Skeleton />)}
      {classroom && !may && <Notice>{t.teachersOnly}</Notice>}
      {classroom && may && !classroom.archived && (
        <>
          <BasicsForm classroom={classroom} onChanged={onChanged} />
          <CountingForm classroom={classroom} onChanged={onChanged} />
          <DaysOffCard classroom={classroom} />
          <RulesCard classroom={classroom} />
          <JoinSettings classroom={classroom} onChanged={onChanged} />
          <StaffSettings classroom={classroom} />
          <ProofSettings classroom={classroom} />
          <StatusSettings classroom={classroom} />
        </>
      )}
      {classroom && may && <CopyCard classroom={classroom} />}
      {classroom && may && <ArchiveCard classroom={classroom} onChanged={onChanged} />}
    </div>
  );
}
