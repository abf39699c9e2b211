// SPDX-License-Identifier: MIT
// Whom the register shows: by name, group and what the figures say of them.

import { words } from '../../core/text';
import { groups as groupsWords, register as registerWords } from '../../core/text/books';
import { number } from '../../core/text/format';
import type { GroupsPage } from '../../core/types';
import { Icon } from '../../ui/icons';
import { joinedLate, type Book, type Filters } from './book';

const text = words(groupsWords, registerWords);

interface Props {
  book: Book;
  groups: GroupsPage | null;
  group: string;
  onGroup: (group: string) => void;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  shown: number;
}

const CHIPS = ['below', 'late', 'left'] as const;

export function FilterBar({ book, groups, group, onGroup, filters, onFilters, shown }: Props) {
  const t = text().grid;
  const first = book.lectures[0];
  const counts: Record<(typeof CHIPS)[number], number> = {
    below: book.students.filter(({ standing }) => standing.outlook.below || standing.outlook.out_of_reach).length,
    late: book.students.filter((student) => joinedLate(student, first)).length,
    left: book.students.filter((student) => student.left_at !== null).length,
  };
  return (
    <div class="register-filters" role="group" aria-label={t.filters}>
      <div class="register-filters-find">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t.find}
          placeholder={t.find}
          value={filters.text}
          onInput={(event) => onFilters({ ...filters, text: event.currentTarget.value })}
          autocomplete="off"
        />
      </div>
      {groups && groups.groups.length > 0 && (
        <select aria-label={text().groups.filter} value={group} onChange={(event) => onGroup(event.currentTarget.value)}>
          <option value="">{t.allGroups}</option>
          {groups.groups.map((one) => (
            <option key={one.id} value={String(one.id)}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      {CHIPS.filter((chip) => counts[chip] > 0 || filters[chip]).map((chip) => (
        <button key={chip} type="button" class="filter-chip" aria-pressed={filters[chip]} onClick={() => onFilters({ ...filters, [chip]: !filters[chip] })}>
          {filters[chip] && <Icon name="check" />}
          {t[chip]} <span class="filter-count">{number(counts[chip])}</span>
        </button>
      ))}
      <p class="muted small register-filters-shown" role="status">
        {shown === book.students.length && book.whole ? t.students(shown) : t.shown(number(shown), number(book.total))}
      </p>
    </div>
  );
}
