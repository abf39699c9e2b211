// SPDX-License-Identifier: MIT
// Day after day, with what is on each.

import { words } from '../../core/text';
import { days as daysWords } from '../../core/text/books';
import { calendarDay } from '../../core/text/format';
import type { Entry } from './entry';
import { EntryRow } from './parts';

const text = words(daysWords);

interface AgendaProps {
  days: readonly string[];
  entries: Map<string, Entry[]>;
  holidays: Map<string, string>;
  today: string;
}

export function DayList({ entries }: { entries: readonly Entry[] }) {
  return (
    <ul class="card rows">
      {entries.map((entry) => (
        <li key={entry.id}>
          <EntryRow entry={entry} />
        </li>
      ))}
    </ul>
  );
}

/** Days on which nothing is are left out, but for today. */
export function Agenda({ days, entries, holidays, today }: AgendaProps) {
  const t = text().days;
  const shown = days.filter((date) => entries.has(date) || holidays.has(date) || date === today);
  if (![...entries.keys()].some((date) => days.includes(date)) && holidays.size === 0) return <p class="muted">{t.none}</p>;
  return (
    <div class="agenda">
      {shown.map((date) => (
        <section key={date} class="agenda-day" aria-labelledby={`day-${date}`} data-date={date}>
          <h2 id={`day-${date}`} class={date === today ? 'agenda-today' : ''}>
            {calendarDay(date)}
          </h2>
          {holidays.has(date) && <p class="day-holiday">{holidays.get(date)}</p>}
          {entries.has(date) ? <DayList entries={entries.get(date) ?? []} /> : !holidays.has(date) && <p class="muted">{t.noneDay}</p>}
        </section>
      ))}
    </div>
  );
}
