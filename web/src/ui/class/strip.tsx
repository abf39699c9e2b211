// SPDX-License-Identifier: MIT
// The picture of a term: one small square a lecture, in order, coloured and lettered by its status.

import { useState } from 'preact/hooks';
import { text } from '../../core/text';
import type { Status } from '../../core/types';
import { statusLetter, statusName } from './status';
import { lineOf, type Statuses } from './statuses';

export interface StripCell {
  id: number;
  status: Status | null;
  /** The lecture's day as people read it. */
  day: string;
  /** `future`: not begun. `outside`: not the student's own. `cancelled`: it was not held. */
  when: 'held' | 'today' | 'future' | 'outside' | 'cancelled';
  /** What else is known: how it was marked, minutes late, its title. */
  more?: string;
}

// So many stand in one line on a phone, narrower where they must be.
const IN_ONE_LINE = 20;

const word = (cell: StripCell, set: Statuses) => (cell.status === null ? text().notYetMarked : statusName(set, cell.status));
const line = (cell: StripCell, set: Statuses) => [cell.day, cell.when === 'future' ? null : word(cell, set), cell.more].filter(Boolean).join(' · ');

function Square({ cell, set }: { cell: StripCell; set: Statuses }) {
  const status = cell.status === null ? null : lineOf(set, cell.status);
  return (
    <span class={`strip-cell strip-${cell.when} ${status ? `tone-${status.colour}` : ''}`} data-status={cell.status ?? 'none'} aria-hidden="true">
      {status ? statusLetter(set, status.status) : cell.when === 'held' || cell.when === 'today' ? '–' : ''}
    </span>
  );
}

interface PictureProps {
  cells: readonly StripCell[];
  set: Statuses;
  /** What it shows, in words. */
  label: string;
  /** One line of whole squares: where there is no room for all, the newest. */
  newest?: boolean;
}

/** To look at only: inside what is itself a link. */
export function StripPicture({ cells, set, label, newest = false }: PictureProps) {
  return (
    <span class={newest ? 'strip strip-newest' : cells.length <= IN_ONE_LINE ? 'strip strip-line' : 'strip'} role="img" aria-label={label}>
      {(newest ? [...cells].reverse() : cells).map((cell) => (
        <Square key={cell.id} cell={cell} set={set} />
      ))}
    </span>
  );
}

/** Each square tells what it stands for when it is tapped or focused. `onOpen` leads on from there. */
export function Strip({ cells, set, label, href }: { cells: readonly StripCell[]; set: Statuses; label: string; href?: (id: number) => string }) {
  const [chosen, choose] = useState<number | null>(null);
  const shown = cells.find((cell) => cell.id === chosen);
  return (
    <div class="strip-box">
      <ul class="strip" aria-label={label}>
        {cells.map((cell) => (
          <li key={cell.id}>
            <button
              type="button"
              class="strip-button"
              aria-label={line(cell, set)}
              aria-pressed={cell.id === chosen}
              onClick={() => choose(cell.id)}
              onMouseEnter={() => choose(cell.id)}
              onFocus={() => choose(cell.id)}
            >
              <Square cell={cell} set={set} />
            </button>
          </li>
        ))}
      </ul>
      <p class="strip-said muted small">
        {shown ? href ? <a href={href(shown.id)}>{line(shown, set)}</a> : line(shown, set) : text().stripHint}
      </p>
    </div>
  );
}
