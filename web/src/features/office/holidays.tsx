// SPDX-License-Identifier: MIT
// Days off, of the institution or of one classroom: set, taken away, and what becomes of the lectures that lie on them.

import { useRef, useState } from 'preact/hooks';
import { get, post, put, remove } from '../../core/api';
import { now } from '../../core/clock';
import { groupDays, type DaysOff } from '../../core/days-off';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { plan as planWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { SettingsFrame } from '../../ui/class/settings-frame';
import { Dialog } from '../../ui/dialog';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { dayAndTime, facts, longDay } from '../../core/text/format';
import type { Holiday, HolidayLecture, HolidayPlan } from '../../core/types';
import { wallClock } from '../../core/zone';

const text = words(planWords, teachingWords);

const NAME_MAX = 60;
const FIELDS = ['name', 'until'];

const dayWords = (date: string) => longDay(`${date}T12:00:00Z`, 'UTC');
const daysWords = ({ date, until }: DaysOff) => (date === until ? dayWords(date) : `${dayWords(date)} – ${dayWords(until)}`);

/** Where the days of an institution or of a classroom are. */
interface Place {
  base: string;
  zone: string | undefined;
}

const lecturesPath = ({ base }: Place, { date, until }: DaysOff) => `${base}/${date}/lectures?until=${until}`;

function LectureList({ lectures, more }: { lectures: HolidayLecture[]; more: number }) {
  const t = text().daysOff;
  return (
    <ul class="rows day-lectures">
      {lectures.map((lecture) => (
        <li key={lecture.id}>
          <a class="row row-link" href={`/lecture/${lecture.id}`}>
            <span class="row-lead">
              <bdi>{facts([lecture.subject, lecture.title])}</bdi>
            </span>
            <span class="muted">{dayAndTime(lecture.starts_at, lecture.timezone)}</span>
          </a>
        </li>
      ))}
      {more > 0 && <li class="row muted">{t.more(more)}</li>}
    </ul>
  );
}

interface AskProps {
  place: Place;
  days: DaysOff;
  plan: HolidayPlan;
  onClose: () => void;
}

/** Which lectures lie on the days: cancelled only when somebody says so; what was taken stands apart. */
function AskToCancel({ place, days, plan, onClose }: AskProps) {
  const t = text().daysOff;
  const { busy, problem, run } = useAction();
  const cancel = () =>
    void run(async () => {
      await post(`${place.base}/${days.date}/cancel`, { until: days.until });
      toast(t.cancelling(plan.planned_count));
      onClose();
    });
  return (
    <Dialog title={plan.planned_count > 0 ? t.askTitle(plan.planned_count) : t.noneTitle} onClose={onClose}>
      <p class="muted">{daysWords(days)}</p>
      <ProblemNotice problem={problem} />
      {plan.planned_count > 0 && (
        <>
          <p>{t.askHint}</p>
          <LectureList lectures={plan.planned} more={plan.planned_count - plan.planned.length} />
        </>
      )}
      {plan.taken_count > 0 && (
        <>
          <h3>{t.taken(plan.taken_count)}</h3>
          <p class="muted">{t.takenHint}</p>
          <LectureList lectures={plan.taken} more={plan.taken_count - plan.taken.length} />
        </>
      )}
      <div class="dialog-actions">
        <Button onClick={onClose}>{plan.planned_count > 0 ? t.leave : text().app.close}</Button>
        {plan.planned_count > 0 && (
          <Button kind="danger" busy={busy} onClick={cancel}>
            {t.cancel(plan.planned_count)}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** Days are taken away, or taught all the same: their lectures come back when somebody says so. */
function AskToRestore({ place, days, plan, title, act, onClose }: AskProps & { title: string; act: () => Promise<void> }) {
  const t = text().daysOff;
  const { busy, problem, run } = useAction();
  const [restoring, setRestoring] = useState(false);
  const go = (restore: boolean) => {
    setRestoring(restore);
    void run(async () => {
      await act();
      if (restore) await post(`${place.base}/${days.date}/restore`, { until: days.until });
      toast(restore ? t.restoring(plan.cancelled_count) : t.saved);
      onClose();
    });
  };
  const some = plan.cancelled_count > 0;
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="muted">{daysWords(days)}</p>
      <ProblemNotice problem={problem} />
      {some && <p>{t.restoreHint(plan.cancelled_count)}</p>}
      <div class="dialog-actions">
        <Button busy={busy && !restoring} kind={some ? 'plain' : 'primary'} onClick={() => go(false)}>
          {some ? t.leaveCancelled : title}
        </Button>
        {some && (
          <Button kind="primary" busy={busy && restoring} onClick={() => go(true)}>
            {t.restore(plan.cancelled_count)}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function NewDays({ place, own, onSet }: { place: Place; own: boolean; onSet: (days: DaysOff, plan: HolidayPlan) => void }) {
  const t = text();
  const [name, setName] = useState('');
  const [date, setDate] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(name, date, until);
  const ordered = !until || until >= date;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const set = async () => {
      const body = { ...(own && { off: true }), ...(name.trim() && { name: name.trim() }), ...(until && { until }) };
      const plan = await put<HolidayPlan>(`${place.base}/${date}`, body);
      onSet({ date, until: until || date, name: name.trim() || null, kind: own ? 'classroom' : 'institution' }, plan);
      setName('');
      setDate('');
      setUntil('');
      setTried(false);
    };
    if ((!own && !name.trim()) || !date || !ordered || !(await run(set))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="new-days">
      <h2 id="new-days">{t.daysOff.add}</h2>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Field
        label={t.daysOff.name}
        name="name"
        optional={own}
        maxLength={NAME_MAX}
        hint={t.daysOff.nameHint}
        value={name}
        onInput={setName}
        error={tried && !own && !name.trim() ? t.daysOff.needName : fieldError(problem, 'name')}
      />
      <div class="field-pair">
        <Field label={t.plan.firstDate} name="date" type="date" value={date} onInput={setDate} error={tried && !date ? t.classroom.needDate : undefined} />
        <Field
          label={t.plan.lastDate}
          name="until"
          type="date"
          optional
          value={until}
          onInput={setUntil}
          error={tried && !ordered ? t.plan.datesOrder : fieldError(problem, 'until')}
        />
      </div>
      <Button type="submit" kind="primary" busy={busy} icon="plus">
        {t.daysOff.addButton}
      </Button>
    </form>
  );
}

type Asking = { days: DaysOff; plan: HolidayPlan; what: 'cancel' | 'remove' | 'meet' } | null;

function DayRow({ days, own, busy, onAct }: { days: DaysOff; own: boolean; busy: boolean; onAct: (what: 'cancel' | 'remove' | 'meet') => void }) {
  const t = text().daysOff;
  const inherited = own && days.kind === 'institution';
  return (
    <li class="row day-row" data-days={days.date} data-kind={days.kind}>
      <div>
        <p class="row-lead">{daysWords(days)}</p>
        <p class="muted">
          <bdi>{days.name ?? t.noName}</bdi>
          {own && ` · ${t.kinds[days.kind]}`}
        </p>
      </div>
      <div class="actions">
        {days.kind !== 'taught' && (
          <Button kind="quiet" busy={busy} onClick={() => onAct('cancel')}>
            {t.lectures}
          </Button>
        )}
        {inherited ? (
          <Button kind="quiet" busy={busy} onClick={() => onAct('meet')}>
            {t.meet}
          </Button>
        ) : (
          <Button kind="quiet" busy={busy} icon="trash" onClick={() => onAct('remove')}>
            {days.kind === 'taught' ? t.meetNot : t.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

function Days({ place, path, own }: { place: Place; path: string; own: boolean }) {
  const t = text().daysOff;
  const list = useLoad<{ holidays: Holiday[] }>(path);
  const [asking, setAsking] = useState<Asking>(null);
  const { busy, problem, run } = useAction();
  const today = wallClock(now(), place.zone ?? 'UTC').date;
  const all = groupDays(list.data?.holidays ?? []);
  const coming = all.filter((days) => days.until >= today);
  const past = all.filter((days) => days.until < today).reverse();
  const ask = (days: DaysOff, what: 'cancel' | 'remove' | 'meet') =>
    void run(async () => setAsking({ days, what, plan: await get<HolidayPlan>(lecturesPath(place, days)) }));
  const onSet = (days: DaysOff, plan: HolidayPlan) => {
    void list.reload();
    toast(t.saved);
    if (plan.planned_count + plan.taken_count > 0) setAsking({ days, plan, what: 'cancel' });
  };
  const close = () => {
    setAsking(null);
    void list.reload();
  };
  const rows = (some: DaysOff[]) => (
    <ul class="card rows">
      {some.map((days) => (
        <DayRow key={days.date + days.kind} days={days} own={own} busy={busy} onAct={(what) => ask(days, what)} />
      ))}
    </ul>
  );
  const address = asking && `${place.base}/${asking.days.date}`;
  return (
    <>
      <NewDays place={place} own={own} onSet={onSet} />
      <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} />
      <ProblemNotice problem={problem} />
      {!list.data && !list.problem && <Skeleton />}
      {list.data && coming.length === 0 && <Empty icon="calendar" title={t.none} hint={t.noneHint} />}
      {coming.length > 0 && rows(coming)}
      {past.length > 0 && (
        <details>
          <summary>{t.past(past.length)}</summary>
          {rows(past)}
        </details>
      )}
      {asking?.what === 'cancel' && <AskToCancel place={place} days={asking.days} plan={asking.plan} onClose={close} />}
      {asking?.what === 'remove' && (
        <AskToRestore
          place={place}
          days={asking.days}
          plan={asking.plan}
          title={asking.days.kind === 'taught' ? t.meetNot : t.removeTitle}
          act={() => remove(`${address}?until=${asking.days.until}`)}
          onClose={close}
        />
      )}
      {asking?.what === 'meet' && (
        <AskToRestore
          place={place}
          days={asking.days}
          plan={asking.plan}
          title={t.meet}
          act={async () => void (await put(`${address}`, { off: false, until: asking.days.until }))}
          onClose={close}
        />
      )}
    </>
  );
}

/** Of the institution, for administrators. */
export function HolidaysPage() {
  const t = text().daysOff;
  usePageTitle(t.title);
  return (
    <div class="reading settings">
      <PageHead title={t.title} back="/system" sub={t.hint} />
      <Days place={{ base: '/api/admin/holidays', zone: undefined }} path="/api/user/holidays" own={false} />
    </div>
  );
}

/** As one classroom has them, for its teachers. */
export function ClassHolidaysPage({ classroom: id, path: here }: { classroom: string; path: string }) {
  const t = text().daysOff;
  const page = useClass(id);
  const path = `/api/classroom/${id}/holidays`;
  return (
    <ClassFrame id={id} path={here} title={t.title}>
      {page.data ? (
        <SettingsFrame id={id} group="holidays" archived={page.data.classroom.archived}>
          <Days place={{ base: path, zone: page.data.classroom.timezone }} path={path} own />
        </SettingsFrame>
      ) : (
        <Skeleton />
      )}
    </ClassFrame>
  );
}
