// SPDX-License-Identifier: MIT
// Seven days beside one another, each lecture as high as it is long.

import { useEffect, useRef } from 'preact/hooks';
import { dayNumberWord, hourWord, weekdayWord } from '../../core/text/format';
import { centre } from '../../ui/aside';
import { lanes } from './days';
import type { Entry } from './entry';
import { EntryBlock } from './parts';

interface WeekProps {
  days: readonly string[];
  entries: Map<string, Entry[]>;
  holidays: Map<string, string>;
  today: string;
  /** Minutes since midnight, on the clocks here. */
  minute: number;
}

const FIRST_HOUR = 8;
const LAST_HOUR = 18;
const PART_MINUTES = 15;

/** Which hours are shown: the usual ones, and whichever hold something. */
function hoursOf(entries: readonly Entry[]): { first: number; last: number } {
  const first = Math.min(FIRST_HOUR, ...entries.map(({ from }) => Math.floor(from / 60)));
  const last = Math.max(LAST_HOUR, ...entries.map(({ to }) => Math.ceil(to / 60)));
  return { first, last };
}

function DayColumn({ date, list, first, hours, now }: { date: string; list: readonly Entry[]; first: number; hours: number; now: number | null }) {
  const places = lanes(list);
  const row = (minutes: number) => Math.round((minutes - first * 60) / PART_MINUTES) + 1;
  return (
    <ul class="week-day" data-date={date} style={{ gridTemplateRows: `repeat(${(hours * 60) / PART_MINUTES}, 1fr)` }}>
      {list.map((entry, i) => {
        const { lane, of } = places[i] ?? { lane: 0, of: 1 };
        const area = { gridRow: `${row(entry.from)} / ${Math.max(row(entry.to), row(entry.from) + 2)}`, width: `${100 / of}%`, marginInlineStart: `${(100 * lane) / of}%` };
        return (
          <li key={entry.id} style={area}>
            <EntryBlock entry={entry} />
          </li>
        );
      })}
      {now !== null && <li class="week-now" aria-hidden="true" style={{ insetBlockStart: `${(100 * (now / 60 - first)) / hours}%` }} />}
    </ul>
  );
}

export function Week({ days, entries, holidays, today, minute }: WeekProps) {
  const all = days.flatMap((date) => entries.get(date) ?? []);
  const { first, last } = hoursOf(all);
  const hours = last - first;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the week is wider than the screen: today is in view.
    centre(box.current, box.current?.querySelector('[data-today]'));
  }, [days[0]]);
  return (
    <div class="week" ref={box} role="region" aria-label={`${days[0]}`} tabIndex={0}>
      <div class="week-grid">
        <div class="week-corner" />
        {days.map((date) => (
          <div key={date} class={date === today ? 'week-head week-head-today' : 'week-head'} data-today={date === today ? true : undefined}>
            <span>{weekdayWord(date)}</span> <strong>{dayNumberWord(date)}</strong>
            {holidays.has(date) && <span class="day-holiday">{holidays.get(date)}</span>}
          </div>
        ))}
        <div class="week-hours" aria-hidden="true" style={{ gridTemplateRows: `repeat(${hours}, 1fr)` }}>
          {Array.from({ length: hours }, (_, i) => (
            <span key={i}>{hourWord(first + i)}</span>
          ))}
        </div>
        {days.map((date) => (
          <DayColumn
            key={date}
            date={date}
            list={entries.get(date) ?? []}
            first={first}
            hours={hours}
            now={date === today && minute >= first * 60 && minute <= last * 60 ? minute : null}
          />
        ))}
      </div>
    </div>
  );
}
