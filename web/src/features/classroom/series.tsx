// SPDX-License-Identifier: MIT
// Plan a lecture that comes again every week: days, times on the classroom's clock, and the days that are left out.

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { Button, ProblemNotice } from '../../ui/basics';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { ForWhom } from '../../ui/class/groups';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { wholeNumber } from '../../ui/typed';
import { DatePair, TimePair } from '../../ui/form/when';
import { navigate } from '../../core/router';
import { longDay, weekdayName } from '../../core/text/format';
import { words } from '../../core/text';
import { plan as planWords, teaching as teachingWords } from '../../core/text/books';
import type { Classroom, Lecture } from '../../core/types';
import { weekDays } from '../../core/week';
import { clockOrder, wallClock } from '../../core/zone';

const text = words(planWords, teachingWords);

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const FIELDS = ['weekdays', 'from', 'to', 'first_date', 'last_date', 'every_weeks', 'title', 'room'];
const DAY_MS = 86_400_000;
const WEEKS = 14;

const dayWords = (date: string) => longDay(`${date}T12:00:00Z`, 'UTC');

function Weekdays({ chosen, onChange, error }: { chosen: readonly string[]; onChange: (days: string[]) => void; error: string | undefined }) {
  const toggle = (value: string, on: boolean) => onChange(WEEKDAYS.filter((one) => (one === value ? on : chosen.includes(one))));
  return (
    <fieldset class="choices days">
      <legend>{text().plan.days}</legend>
      <div class="choices-row">
        {weekDays().map((day) => [WEEKDAYS[day - 1]!, day - 1] as const).map(([value, index]) => (
          <label key={value} class="choice">
            <input
              type="checkbox"
              name="weekday"
              value={value}
              checked={chosen.includes(value)}
              aria-invalid={error ? true : undefined}
              onChange={(event) => toggle(value, event.currentTarget.checked)}
            />
            <span class="choice-face">{weekdayName(index + 1, 'short')}</span>
          </label>
        ))}
      </div>
      {error && (
        <p class="field-error" role="alert">
          <Icon name="alert" />
          <span>{error}</span>
        </p>
      )}
    </fieldset>
  );
}

function Exceptions({ dates, onChange }: { dates: readonly string[]; onChange: (dates: string[]) => void }) {
  const t = text().plan;
  const [date, setDate] = useState('');
  const add = () => {
    if (date) onChange([...new Set([...dates, date])].sort());
    setDate('');
  };
  return (
    <div class="exceptions">
      <div class="field-pair">
        <Field label={t.exceptionDate} name="exception" type="date" optional value={date} onInput={setDate} />
        <Button icon="plus" disabled={!date} onClick={add}>
          {t.addException}
        </Button>
      </div>
      {dates.length > 0 && (
        <ul class="files" aria-label={t.exceptions}>
          {dates.map((one) => (
            <li key={one} class="file" data-exception={one}>
              <Icon name="calendar" />
              <span>{dayWords(one)}</span>
              <button
                type="button"
                class="icon-button"
                aria-label={t.removeException(dayWords(one))}
                onClick={() => onChange(dates.filter((other) => other !== one))}
              >
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function SeriesForm({ classroom }: { classroom: Classroom }) {
  const t = text();
  const [today] = useState(() => wallClock(now(), classroom.timezone).date);
  const [days, setDays] = useState<string[]>([]);
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('10:30');
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState(() => wallClock(now() + WEEKS * 7 * DAY_MS, classroom.timezone).date);
  const [every, setEvery] = useState('1');
  const [exceptions, setExceptions] = useState<string[]>([]);
  const [title, setTitle] = useState('');
  const [room, setRoom] = useState('');
  const [groups, setGroups] = useState<number[]>([]);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(days, from, to, first, last, every, exceptions, title, room, groups);
  const weeks = wholeNumber(every, 1, 26);
  const need = (value: string, words: string) => (tried && !value ? words : undefined);
  const ordered = first !== '' && last !== '' && first <= last;
  const whole = days.length > 0 && from !== '' && to !== '' && ordered && clockOrder(from, to) && weeks !== null;
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const plan = async () => {
      const answer = await post<{ lectures: Lecture[]; left_out: string[] }>(`/api/classroom/${classroom.id}/series`, {
        weekdays: days,
        from,
        to,
        first_date: first,
        last_date: last,
        every_weeks: weeks,
        exceptions,
        ...(title.trim() && { title: title.trim() }),
        ...(room.trim() && { room: room.trim() }),
        ...(groups.length > 0 && { groups }),
      });
      toast(t.plan.planned(answer.lectures.length, answer.left_out.length));
      navigate(`/classroom/${classroom.id}`, 'replace');
    };
    if (!whole || !(await run(plan))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Weekdays
        chosen={days}
        onChange={setDays}
        error={tried && days.length === 0 ? t.plan.needDays : fieldError(problem, 'weekdays')}
      />
      <TimePair
        value={[from, to]}
        onInput={[setFrom, setTo]}
        errors={[
          need(from, t.classroom.needTime) ?? fieldError(problem, 'from'),
          need(to, t.classroom.needTime) ?? (tried && !clockOrder(from, to) ? t.classroom.endsBefore : fieldError(problem, 'to')),
        ]}
      />
      <DatePair
        value={[first, last]}
        onInput={[setFirst, setLast]}
        errors={[
          need(first, t.classroom.needDate) ?? fieldError(problem, 'first_date'),
          need(last, t.classroom.needDate) ?? (tried && !ordered ? t.plan.datesOrder : fieldError(problem, 'last_date')),
        ]}
      />
      <p class="muted small">{t.classroom.zoneHint(classroom.timezone)}</p>
      <Field
        label={t.plan.everyWeeks}
        name="every_weeks"
        inputMode="numeric"
        value={every}
        onInput={setEvery}
        error={tried && weeks === null ? t.professor.needMinutes(1, 26) : fieldError(problem, 'every_weeks')}
      />
      <Exceptions dates={exceptions} onChange={setExceptions} />
      <Field label={t.classroom.titleField} name="title" optional value={title} onInput={setTitle} error={fieldError(problem, 'title')} />
      <Field label={t.classroom.room} name="room" optional value={room} onInput={setRoom} error={fieldError(problem, 'room')} />
      <ForWhom classroom={classroom.id} chosen={groups} onChange={setGroups} />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.plan.planButton}
      </Button>
    </form>
  );
}
