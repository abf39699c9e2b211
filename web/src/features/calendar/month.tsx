// SPDX-License-Identifier: MIT
// Whole weeks below one another. On a phone a day shows dots, and the chosen day its lectures below.

import { useNarrow } from '../../core/hooks';
import { words } from '../../core/text';
import { days as daysWords } from '../../core/text/books';
import { calendarDay, dayNumberWord, weekdayWord } from '../../core/text/format';
import { DayList } from './agenda';
import type { Entry } from './entry';
import { EntryLine } from './parts';

const text = words(daysWords);

interface MonthProps {
  days: readonly string[];
  /** Any day of the month that is meant; on a phone it is the chosen one. */
  date: string;
  entries: Map<string, Entry[]>;
  holidays: Map<string, string>;
  today: string;
  onChoose: (date: string) => void;
}

const LINES_MAX = 3;
const DOTS_MAX = 4;

function Cell({ day, here, list, holiday, today, chosen, narrow, onChoose }: {
  day: string;
  here: boolean;
  list: readonly Entry[];
  holiday: string | undefined;
  today: boolean;
  chosen: boolean;
  narrow: boolean;
  onChoose: () => void;
}) {
  const t = text().days;
  const kinds = `month-day${here ? '' : ' month-other'}${today ? ' month-today' : ''}${holiday ? ' month-off' : ''}`;
  const said = [calendarDay(day), holiday, t.entries(list.length)].filter(Boolean).join(', ');
  if (narrow)
    return (
      <td class={kinds} data-date={day}>
        <button type="button" class="month-button" aria-label={said} aria-pressed={chosen} onClick={onChoose}>
          <span class="month-number">{dayNumberWord(day)}</span>
          <span class="month-dots">
            {list.slice(0, DOTS_MAX).map((entry) => (
              <span key={entry.id} class={`month-dot tone-${entry.tone}`} />
            ))}
          </span>
        </button>
      </td>
    );
  return (
    <td class={kinds} data-date={day}>
      <span class="month-number">{dayNumberWord(day)}</span>
      {holiday && <span class="day-holiday">{holiday}</span>}
      {list.slice(0, LINES_MAX).map((entry) => (
        <EntryLine key={entry.id} entry={entry} />
      ))}
      {list.length > LINES_MAX && (
        <a class="month-more" href={`/calendar/agenda/${day}`}>
          {t.more(list.length - LINES_MAX)}
        </a>
      )}
    </td>
  );
}

export function Month({ days, date, entries, holidays, today, onChoose }: MonthProps) {
  const t = text().days;
  const narrow = useNarrow();
  const weeks = Array.from({ length: days.length / 7 }, (_, i) => days.slice(7 * i, 7 * i + 7));
  return (
    <>
      <table class="month">
        <thead>
          <tr>
            {(weeks[0] ?? []).map((day) => (
              <th key={day} scope="col">
                {weekdayWord(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Cell
                  key={day}
                  day={day}
                  here={day.slice(0, 7) === date.slice(0, 7)}
                  list={entries.get(day) ?? []}
                  holiday={holidays.get(day)}
                  today={day === today}
                  chosen={day === date}
                  narrow={narrow}
                  onChoose={() => onChoose(day)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {narrow && (
        <section class="agenda-day" aria-live="polite" aria-labelledby="chosen-day">
          <h2 id="chosen-day">{calendarDay(date)}</h2>
          {holidays.has(date) && <p class="day-holiday">{holidays.get(date)}</p>}
          {entries.has(date) ? <DayList entries={entries.get(date) ?? []} /> : <p class="muted">{t.noneDay}</p>}
        </section>
      )}
    </>
  );
}
