// SPDX-License-Identifier: MIT
// The roll: who is in the class, each with the statuses on the row; found, filtered, and worked by finger or by keyboard.

import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { finds } from '../../core/fold';
import { words } from '../../core/text';
import { groups as groupsWords, lecture as lectureWords, roll as rollWords } from '../../core/text/books';
import { Button, Empty } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { isStaff } from '../../ui/class/part';
import { statusLetter, statusName } from '../../ui/class/status';
import { number } from '../../core/text/format';
import { lineOf, offered, type Statuses } from '../../ui/class/statuses';
import type { Attendance, Mark, RefusedStudent } from '../../core/types';
import { BulkButton } from './bulk';
import { inRowOrder, keyMeans, placeAfter } from './keys';
import { MarkRow, type RowActs } from './row';
import { useSwipe } from './swipe';
import type { Wishes } from './marking';

const text = words(groupsWords, lectureWords, rollWords);

export type Filter = 'all' | 'in' | 'open' | 'absent' | 'check';

/** Whether a mark is among those that a figure counts. Pure. */
export function fits(mark: Mark, filter: Filter, set: Statuses): boolean {
  const line = mark.status === null ? null : lineOf(set, mark.status);
  switch (filter) {
    case 'in':
      return line !== null && line.in_room;
    case 'open':
      return line === null && !mark.outside;
    case 'absent':
      return line !== null && line.counts === 'missed' && !line.in_room;
    case 'check':
      return mark.flags.length > 0;
    default:
      return true;
  }
}

interface RollProps {
  state: Attendance;
  own: boolean;
  fresh: ReadonlySet<number>;
  wishes: Wishes;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** Of lectures held together: whose list it is. */
  title?: string | undefined;
  /** Marks may be given: the time has come. */
  begun: boolean;
  acts: Omit<RowActs, 'spread'>;
  onMarks: (marks: Mark[]) => void;
}

/**
 * Those that are shown. Who was shown when the filter was chosen stays until it is chosen anew: nothing jumps away under the finger that
 * has just marked it.
 */
function useShown({ state, filter }: RollProps, query: string): Mark[] {
  const set = state.classroom.statuses;
  const held = useRef<{ filter: Filter; ids: Set<number> }>({ filter, ids: new Set() });
  if (held.current.filter !== filter) held.current = { filter, ids: new Set() };
  return useMemo(() => {
    const { ids } = held.current;
    const shows = (mark: Mark) => {
      // Other groups come up when somebody of them is looked for.
      if (query.trim() === '' && mark.outside && mark.other_group) return false;
      if (fits(mark, filter, set)) ids.add(mark.student.id);
      return ids.has(mark.student.id);
    };
    return state.marks.filter((mark) => shows(mark) && finds(mark.student.name, query));
  }, [state.marks, set, filter, query]);
}

function Search({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const t = text();
  return (
    <div class="roll-search">
      <Icon name="search" />
      <input
        type="search"
        name="search"
        aria-label={t.lecture.search}
        placeholder={t.lecture.search}
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

const rowOf = (target: EventTarget | null) => (target as Element | null)?.closest<HTMLElement>('[data-student]') ?? null;

/** Arrows move between the rows, digits and letters mark. Inside a row Left and Right go along its buttons. */
function useKeys(lines: ReturnType<typeof inRowOrder>, acts: RollProps['acts']) {
  return (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const buttons = [...row.querySelectorAll<HTMLElement>('button')].filter((button) => button.offsetParent !== null);
      const onward = (event.key === 'ArrowRight') === (getComputedStyle(row).direction === 'ltr');
      buttons[buttons.indexOf(event.target as HTMLElement) + (onward ? 1 : -1)]?.focus();
      event.preventDefault();
      return;
    }
    const means = keyMeans(event.key, lines);
    if (!means) return;
    event.preventDefault();
    const student = Number(row.dataset['student']);
    if ('move' in means) {
      const rows = [...(row.parentElement?.children ?? [])];
      rows[placeAfter(means.move, rows.indexOf(row), rows.length)]?.querySelector<HTMLElement>('.roll-who')?.focus();
      return;
    }
    if ('status' in means) acts.tap(student, means.status);
    else acts.give(student, null);
  };
}

function Rows({ props, shown, label }: { props: RollProps; shown: Mark[]; label: string }) {
  const { state, own, fresh, wishes, acts } = props;
  const set = state.classroom.statuses;
  const lines = useMemo(() => inRowOrder(offered(set)).map((line) => ({ ...line, letter: statusLetter(set, line.status) })), [set]);
  const [active, setActive] = useState<number | null>(null);
  const [spread, setSpread] = useState<number | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const refusals = useMemo(() => new Map(state.refused.map((one) => [one.student.id, one] as [number, RefusedStudent])), [state.refused]);
  const rowActs = useMemo<RowActs>(() => ({ ...acts, spread: setSpread }), [acts]);
  const onKeyDown = useKeys(lines, acts);
  const swiped = { right: 'P', left: 'A' } as const;
  // A pull says what is, it takes nothing away.
  useSwipe(list, own, (student, side) => acts.give(student, swiped[side]));
  const first = shown.some((mark) => mark.student.id === active) ? active : shown[0]?.student.id;
  return (
    <ul
      ref={list}
      class="roll-rows"
      aria-label={label}
      style={{ '--cue-right': JSON.stringify(statusName(set, 'P')), '--cue-left': JSON.stringify(statusName(set, 'A')) }}
      onKeyDown={own ? onKeyDown : undefined}
      onFocusIn={(event) => setActive(Number(rowOf(event.target)?.dataset['student'] ?? 0) || null)}
    >
      {shown.map((mark) => (
        <MarkRow
          key={mark.student.id}
          mark={mark}
          wish={wishes.get(mark.student.id)}
          refusal={refusals.get(mark.student.id)}
          set={set}
          lines={lines}
          zone={state.classroom.timezone}
          own={own}
          fresh={fresh.has(mark.student.id)}
          active={mark.student.id === first}
          spread={mark.student.id === spread}
          acts={rowActs}
        />
      ))}
    </ul>
  );
}

export function Roll(props: RollProps) {
  const t = text();
  const heading = useId();
  const { state, own, filter, onFilter, title, begun } = props;
  const [query, setQuery] = useState('');
  const shown = useShown(props, query);
  const { students, unmarked } = state.counts;
  const hidden = state.marks.filter((mark) => mark.outside && mark.other_group).length;
  useEffect(() => setQuery(''), [state.lecture.id]);
  const none = () => {
    if (state.marks.length === 0) return t.lecture.nobody;
    return filter === 'open' && !query && unmarked === 0 ? t.lecture.everybody : t.lecture.nobodyFound;
  };
  const all = filter === 'all' && !query.trim();
  return (
    <section class="roll" aria-labelledby={heading}>
      <div class="roll-head">
        <h2 id={heading}>{title ?? t.lecture.list}</h2>
        <p class="muted" aria-live="polite">
          {all ? number(students) : t.roll.filtered(shown.length, state.marks.length)}
        </p>
        {filter !== 'all' && (
          <Button kind="quiet" onClick={() => onFilter('all')}>
            {t.roll.everybodyElse}
          </Button>
        )}
        {own && begun && filter === 'all' && <BulkButton state={state} onMarks={props.onMarks} />}
      </div>
      {(state.marks.length > 8 || hidden > 0) && <Search value={query} onInput={setQuery} />}
      {own && state.note_needed && state.marks.length > 0 && <p class="muted small">{t.roll.outsideTime}</p>}
      {own && !state.note_needed && shown.length > 0 && (
        <p class="muted small">
          <span class="roll-keys">{t.roll.keys}</span>
          <span class="roll-swipes">{t.roll.swipe}</span>
        </p>
      )}
      {shown.length === 0 ? (
        <Empty icon={state.marks.length === 0 ? 'people' : 'check'} title={none()} />
      ) : (
        <Rows props={props} shown={shown} label={title ?? t.lecture.list} />
      )}
      {hidden > 0 && !query.trim() && <p class="muted small">{t.groups.hidden(hidden)}</p>}
      {!isStaff(state.classroom) && <p class="muted small">{t.lecture.readOnly}</p>}
    </section>
  );
}

