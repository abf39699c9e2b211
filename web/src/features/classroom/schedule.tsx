// SPDX-License-Identifier: MIT
// Schedule a lecture: times are typed as the classroom's clock shows them, and sent as UTC.

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { plan as planWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { ForWhom } from '../../ui/class/groups';
import { toast } from '../../ui/toast';
import { TimePair } from '../../ui/form/when';
import { navigate } from '../../core/router';
import type { Classroom, Lecture } from '../../core/types';
import { lectureTimes, wallClock } from '../../core/zone';
import { SeriesForm } from './series';

const text = words(planWords, teachingWords);

const FIELDS = ['title', 'room', 'starts_at', 'ends_at'];
const HOUR_MS = 3_600_000;

function nextHour(zone: string): { date: string; from: string; to: string } {
  const start = Math.ceil(now() / HOUR_MS) * HOUR_MS;
  const from = wallClock(start, zone);
  return { date: from.date, from: from.time, to: wallClock(start + HOUR_MS, zone).time };
}

function ScheduleForm({ classroom }: { classroom: Classroom }) {
  const t = text();
  const zone = classroom.timezone;
  const [first] = useState(() => nextHour(zone));
  const [date, setDate] = useState(first.date);
  const [from, setFrom] = useState(first.from);
  const [to, setTo] = useState(first.to);
  const [title, setTitle] = useState('');
  const [room, setRoom] = useState('');
  const [groups, setGroups] = useState<number[]>([]);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(date, from, to, title, room, groups);
  const whole = Boolean(date && from && to);
  const times = whole ? lectureTimes(date, from, to, zone) : null;
  const need = (value: string, words: string) => (tried && !value ? words : undefined);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const schedule = async () => {
      await post<Lecture>(`/api/classroom/${classroom.id}/lectures`, {
        ...(title.trim() && { title: title.trim() }),
        ...(room.trim() && { room: room.trim() }),
        ...times,
        ...(groups.length > 0 && { groups }),
      });
      toast(t.classroom.scheduledToast);
      navigate(`/classroom/${classroom.id}`, 'replace');
    };
    if (!times || !(await run(schedule))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <Field
        label={t.classroom.date}
        name="date"
        type="date"
        value={date}
        onInput={setDate}
        error={need(date, t.classroom.needDate)}
      />
      <TimePair
        value={[from, to]}
        onInput={[setFrom, setTo]}
        errors={[
          need(from, t.classroom.needTime) ?? fieldError(problem, 'starts_at'),
          need(to, t.classroom.needTime) ?? (tried && whole && !times ? t.classroom.endsBefore : fieldError(problem, 'ends_at')),
        ]}
      />
      <p class="muted small">{t.classroom.zoneHint(zone)}</p>
      <Field label={t.classroom.titleField} name="title" optional value={title} onInput={setTitle} error={fieldError(problem, 'title')} />
      <Field label={t.classroom.room} name="room" optional value={room} onInput={setRoom} error={fieldError(problem, 'room')} />
      <ForWhom classroom={classroom.id} chosen={groups} onChange={setGroups} />
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.classroom.scheduleButton}
      </Button>
    </form>
  );
}

export function SchedulePage({ classroom, path }: { classroom: string; path: string }) {
  const t = text();
  const [how, setHow] = useState<'once' | 'weekly'>(location.hash === '#weekly' ? 'weekly' : 'once');
  const page = useClass(classroom);
  return (
    <ClassFrame id={classroom} path={path} title={t.classroom.scheduleTitle}>
      <div class="narrow">
        <ClassSection title={t.classroom.scheduleTitle} back={{ href: `/classroom/${classroom}`, word: t.app.places.lectures }} />
        {page.data ? (
          <>
            <Choices
              legend={t.plan.how}
              hideLegend
              name="how"
              value={how}
              onChange={setHow}
              choices={[
                { value: 'once', label: t.plan.once },
                { value: 'weekly', label: t.plan.weekly },
              ]}
            />
            {how === 'once' ? <ScheduleForm classroom={page.data.classroom} /> : <SeriesForm classroom={page.data.classroom} />}
          </>
        ) : (
          <Skeleton />
        )}
      </div>
    </ClassFrame>
  );
}
