// SPDX-License-Identifier: MIT
// A classroom's statuses: how each is called and coloured. Letter and colour, and the word where there is room.

import { text } from '../../core/text';
import type { Status } from '../../core/types';
import { lineOf, type Statuses, usualName } from './statuses';

/** In the reader's language while the classroom has the usual name. */
export function statusName(set: Statuses, status: Status): string {
  const line = lineOf(set, status);
  return usualName(line) ? ((text().status as Record<string, string>)[line.status] ?? line.name) : line.name;
}

/** The same of its letter, unless another status of the classroom has the reader's. */
export function statusLetter(set: Statuses, status: Status): string {
  const line = lineOf(set, status);
  const own = (text().statusLetter as Record<string, string>)[line.status];
  const taken = set?.some((one) => one.status !== line.status && one.letter === own);
  return own && !taken && usualName(line) && line.letter === line.status ? own : line.letter;
}

export function StatusChip({ set, status, word = true }: { set: Statuses; status: Status | null; word?: boolean }) {
  const line = status === null ? null : lineOf(set, status);
  return (
    <span class={`chip ${line ? `tone-${line.colour}` : 'chip-none'}`}>
      <span class="chip-letter" aria-hidden="true">
        {line ? statusLetter(set, line.status) : '–'}
      </span>
      <span class={word ? 'chip-word' : 'visually-hidden'}>{line ? statusName(set, line.status) : text().notYetMarked}</span>
    </span>
  );
}

/** The face of a choice. */
export function StatusWord({ set, status }: { set: Statuses; status: Status }) {
  const line = lineOf(set, status);
  return (
    <span class="status-choice">
      <span class={`chip-letter tone-${line.colour}`} aria-hidden="true">
        {statusLetter(set, status)}
      </span>
      {statusName(set, status)}
    </span>
  );
}
