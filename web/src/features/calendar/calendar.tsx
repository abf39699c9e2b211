// SPDX-License-Identifier: MIT
// One's lectures of all classes: an agenda, a week or a month, by the address.

import { useNarrow, useLoad, useNow, usePageTitle, useRefresh } from '../../core/hooks';
import { navigate } from '../../core/router';
import { words } from '../../core/text';
import { days as daysWords } from '../../core/text/books';
import { calendarDay, monthWord } from '../../core/text/format';
import type { Days, Holiday } from '../../core/types';
import { weekDays } from '../../core/week';
import { wallClock } from '../../core/zone';
import { LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { Agenda } from './agenda';
import { daysOf, isDate, isView, step, VIEWS, type View } from './days';
import { entriesOf } from './entry';
import { Month } from './month';
import { Week } from './week';

const text = words(daysWords);

const REFRESH_SECONDS = 60;
// The clocks of a class may be ahead of or behind those here by so much.
const APART_MS = 26 * 3_600_000;
const MINUTE_MS = 60_000;

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the head says is shown. */
function spanWords(view: View, date: string, days: readonly string[]): string {
  if (view === 'month') return monthWord(date);
  return text().days.week(calendarDay(days[0] ?? date), calendarDay(days.at(-1) ?? date));
}

function Controls({ view, date, today }: { view: View; date: string; today: string }) {
  const t = text().days;
  return (
    <div class="calendar-controls">
      <div class="calendar-steps">
        <a class="icon-button" href={`/calendar/${view}/${step(view, date, -1)}`} aria-label={t.before[view]}>
          <Icon name="back" turns />
        </a>
        <LinkButton href={`/calendar/${view}/${today}`}>{t.today}</LinkButton>
        <a class="icon-button" href={`/calendar/${view}/${step(view, date, 1)}`} aria-label={t.after[view]}>
          <Icon name="forward" turns />
        </a>
      </div>
      <nav class="calendar-views" aria-label={t.view}>
        {VIEWS.map((one) => (
          <a key={one} class="calendar-view" href={`/calendar/${one}/${date}`} aria-current={one === view ? 'page' : undefined}>
            {t.views[one]}
          </a>
        ))}
      </nav>
    </div>
  );
}

export function CalendarPage({ view: wantedView = '', date: wantedDate = '' }: { view?: string; date?: string }) {
  const t = text().days;
  usePageTitle(t.title);
  const narrow = useNarrow();
  const clock = wallClock(Math.floor(useNow() / MINUTE_MS) * MINUTE_MS, here());
  const view = isView(wantedView) ? wantedView : narrow ? 'agenda' : 'week';
  const date = isDate(wantedDate) ? wantedDate : clock.date;
  const days = daysOf(view, date, weekDays()[0] ?? 1);
  const [first = date, last = date] = [days[0], days.at(-1)];
  const from = new Date(Date.parse(`${first}T00:00:00Z`) - APART_MS).toISOString();
  const before = new Date(Date.parse(`${last}T00:00:00Z`) + 2 * APART_MS).toISOString();
  const read = useLoad<Days>(`/api/user/days?from=${from}&before=${before}`);
  const off = useLoad<{ holidays: Holiday[] }>('/api/user/holidays');
  useRefresh(() => void read.reload(), REFRESH_SECONDS);
  const entries = read.data ? entriesOf(read.data) : new Map();
  const holidays = new Map((off.data?.holidays ?? []).filter((day) => days.includes(day.date)).map((day) => [day.date, day.name ?? '']));
  const shown = { days, entries, holidays, today: clock.date };
  const [hour = 0, minute = 0] = clock.time.split(':').map(Number);
  return (
    <>
      <PageHead title={t.title} sub={spanWords(view, date, days)}>
        <LinkButton href="/account#calendar" icon="link" kind="quiet">
          {t.subscribe}
        </LinkButton>
      </PageHead>
      <Controls view={view} date={date} today={clock.date} />
      <ProblemNotice problem={read.problem} onRetry={() => void read.reload()} />
      {read.data?.cut && <Notice>{t.cut}</Notice>}
      {!read.data && !read.problem && <Skeleton />}
      {read.data && view === 'agenda' && <Agenda {...shown} />}
      {read.data && view === 'week' && <Week {...shown} minute={60 * hour + minute} />}
      {read.data && view === 'month' && <Month {...shown} date={date} onChoose={(day) => navigate(`/calendar/month/${day}`, 'replace')} />}
    </>
  );
}
