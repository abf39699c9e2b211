// SPDX-License-Identifier: MIT
// The figures of a lecture, large, each a filter of the roll; and how far it is.

import { words } from '../../core/text';
import { roll as rollWords } from '../../core/text/books';
import type { Counts } from '../../core/types';
import type { Filter } from './roll';

const text = words(rollWords);

interface Figure {
  filter: Exclude<Filter, 'all'>;
  /** How tests and the README call it. */
  hook: string;
  word: string;
  value: number;
}

export function Figures({ counts, filter, onFilter }: { counts: Counts; filter: Filter; onFilter: (filter: Filter) => void }) {
  const t = text();
  const figures: readonly Figure[] = [
    { filter: 'in', hook: 'room', word: t.roll.in, value: counts.in_room },
    { filter: 'open', hook: 'unmarked', word: t.roll.open, value: counts.unmarked },
    { filter: 'absent', hook: 'absent', word: t.roll.absent, value: counts.missed },
    { filter: 'check', hook: 'check', word: t.roll.check, value: counts.flagged },
  ];
  return (
    <div class="figures-row" role="group" aria-label={t.roll.show}>
      {figures.map(({ filter: mine, hook, word, value }) => (
        <button
          key={mine}
          type="button"
          class={`figure figure-${mine}${value === 0 ? ' figure-none' : ''}`}
          aria-pressed={filter === mine}
          data-count={hook}
          onClick={() => onFilter(filter === mine ? 'all' : mine)}
        >
          <strong>{value}</strong>
          <span>{word}</span>
        </button>
      ))}
    </div>
  );
}

/** How many are marked, as a bar in what they are. */
export function Progress({ counts }: { counts: Counts }) {
  const parts = [
    ['in', counts.in_room],
    ['other', Math.max(0, counts.marked - counts.in_room - counts.missed)],
    ['absent', Math.min(counts.missed, counts.marked - counts.in_room)],
  ] as const;
  return (
    <div class="roll-progress" role="img" aria-label={text().roll.progress(counts.marked, counts.students)}>
      {parts.map(([kind, n]) => n > 0 && <span key={kind} class={`roll-progress-${kind}`} style={{ flexGrow: n }} />)}
      {counts.unmarked > 0 && <span style={{ flexGrow: counts.unmarked }} />}
    </div>
  );
}
