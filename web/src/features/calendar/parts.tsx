// SPDX-License-Identifier: MIT
// An entry of the calendar: in full as a row of a list, and in short inside a day or a week.

import { words } from '../../core/text';
import { days as daysWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import { StatusChip } from '../../ui/class/status';
import type { Entry } from './entry';

const text = words(daysWords);

const state = (entry: Entry) => (entry.cancelled ? ' is-cancelled' : '') + (entry.open ? ' is-open' : '') + (entry.over ? ' is-over' : '');

export function EntryRow({ entry }: { entry: Entry }) {
  const t = text().days;
  return (
    <a class={`row row-link day-row${state(entry)}`} href={entry.href} data-lecture={entry.id}>
      <span class={`day-bar tone-${entry.tone}`} aria-hidden="true" />
      <span class="day-words">
        <span class="day-name">
          <span class="row-lead">
            <bdi>{entry.name}</bdi>
          </span>
          {entry.cancelled && <span class="chip chip-none chip-word">{t.cancelled}</span>}
          {entry.open && <span class="chip chip-live chip-word">{t.open}</span>}
        </span>
        <span class="muted">{facts([entry.times, entry.title, entry.room])}</span>
      </span>
      {entry.status !== null && <StatusChip set={entry.set} status={entry.status} word={false} />}
    </a>
  );
}

/** In a cell of the month: the time and the name on one line. */
export function EntryLine({ entry }: { entry: Entry }) {
  return (
    <a class={`day-line tone-${entry.tone}${state(entry)}`} href={entry.href} data-lecture={entry.id} title={facts([entry.name, entry.times, entry.room])}>
      <span class="day-line-time">{entry.begins}</span> <bdi>{entry.name}</bdi>
    </a>
  );
}

/** In a column of the week. */
export function EntryBlock({ entry }: { entry: Entry }) {
  return (
    <a class={`week-block tone-${entry.tone}${state(entry)}`} href={entry.href} data-lecture={entry.id}>
      <bdi class="week-name">{entry.name}</bdi>
      <span class="week-facts">{facts([entry.times, entry.room])}</span>
    </a>
  );
}
