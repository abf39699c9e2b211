// SPDX-License-Identifier: MIT
// A student's row in the roll: the statuses stand on it, one tap marks. Only a row that changed is drawn again.

import { Component } from 'preact';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { groups as groupsWords, lecture as lectureWords, live as liveWords, reasons as reasonsWords, roll as rollWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icons';
import { statusName, StatusChip } from '../../ui/class/status';
import { type Statuses } from '../../ui/class/statuses';
import { clockTime, day, facts } from '../../core/text/format';
import type { Mark, RefusedStudent, Status, StatusLine } from '../../core/types';

const text = words(groupsWords, lectureWords, liveWords, reasonsWords, rollWords);

/** On a row; the others stand behind one more button. A phone shows the first three (roll.css). */
export const ON_ROW = 4;

export interface RowActs {
  tap: (student: number, status: Status) => void;
  give: (student: number, status: Status | null) => void;
  open: (student: number) => void;
  spread: (student: number | null) => void;
}

export interface RowProps {
  mark: Mark;
  /** What was tapped and is under way; undefined: nothing. */
  wish: Status | null | undefined;
  refusal: RefusedStudent | undefined;
  set: Statuses;
  lines: readonly StatusLine[];
  zone: string;
  own: boolean;
  fresh: boolean;
  /** Of all rows the one that Tab comes to. */
  active: boolean;
  spread: boolean;
  acts: RowActs;
}

export function reasonWords(code: string): string {
  return text().reasons[code] ?? code.replaceAll('_', ' ');
}

export function refusalWords({ times, code }: RefusedStudent): string {
  const t = text().roll;
  return times > 1 ? t.refusedTimes(times, reasonWords(code)) : t.refusedOnce(reasonWords(code));
}

/** By what and by whom a mark came to be. */
export function methodWords(mark: Mark): string | null {
  const t = text();
  if (!mark.status) return null;
  switch (mark.method) {
    case 'face':
      return t.student.byFace;
    case 'photo':
      return t.photo.byPhoto;
    case 'code':
      return t.live.byCode;
    case 'close':
      return t.live.byClose;
    case 'leave':
      return t.live.byLeave;
    case 'import':
      return t.live.byImport;
    case 'kiosk':
      return t.live.byKiosk;
    default:
      return mark.marked_by && mark.marked_by.id !== currentUser()?.id ? t.lecture.by(mark.marked_by.name) : t.roll.byHandWord;
  }
}

function about({ mark, zone, refusal }: RowProps): string {
  const t = text();
  return facts([
    mark.left_at && t.register.left(day(mark.left_at, zone)),
    mark.other_group ? t.groups.other : mark.outside && t.register.outside,
    mark.status && mark.marked_at && !mark.waits && clockTime(mark.marked_at, zone),
    mark.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
    mark.waits ? t.away.unsent : methodWords(mark),
    !mark.status && refusal && refusalWords(refusal),
  ]);
}

function Give({ line, props, status, wide = false }: { line: StatusLine; props: RowProps; status: Status | null; wide?: boolean }) {
  const { mark, set, active, acts } = props;
  const name = statusName(set, line.status);
  return (
    <button
      type="button"
      class={`roll-mark tone-${line.colour}${wide ? ' roll-mark-wide' : ''}`}
      aria-pressed={status === line.status}
      aria-label={text().roll.mark(name, mark.student.name)}
      tabIndex={active ? 0 : -1}
      data-letter={line.letter}
      // A double tap is one tap: the second would take away what the first gave.
      onClick={(event) => event.detail < 2 && acts.tap(mark.student.id, line.status)}
    >
      {wide ? name : line.letter}
    </button>
  );
}

function Flags({ flags }: { flags: readonly string[] }) {
  const t = text();
  return (
    <>
      {flags.map((flag) => (
        <span key={flag} class="roll-flag" data-flag={flag}>
          <Icon name="alert" />
          <span>{t.live.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</span>
        </span>
      ))}
    </>
  );
}

function Who(props: RowProps) {
  const { mark, own, active, acts } = props;
  const inside = (
    <>
      <Avatar id={mark.student.id} name={mark.student.name} />
      <span class="roll-words">
        <bdi class="roll-name">{mark.student.name}</bdi>
        <span class="roll-about">{about(props)}</span>
        {mark.note && <bdi class="roll-note">{mark.note}</bdi>}
        <Flags flags={mark.flags} />
      </span>
    </>
  );
  if (!own || mark.left_at) return <div class="roll-who">{inside}</div>;
  return (
    <button type="button" class="roll-who" tabIndex={active ? 0 : -1} onClick={() => acts.open(mark.student.id)}>
      {inside}
    </button>
  );
}

function Choices(props: RowProps & { status: Status | null }) {
  const { mark, lines, status, spread, active, acts } = props;
  const t = text();
  const { id, name } = mark.student;
  const onRow = lines.slice(0, ON_ROW);
  const place = onRow.findIndex((line) => line.status === status);
  // A status that has no button here stands on the one that leads to it: on a phone the fourth, too.
  const behind = status === null ? '' : place < 0 ? ' roll-more-is' : place === ON_ROW - 1 ? ' roll-more-is-narrow' : '';
  return (
    <div class="roll-choices">
      {onRow.map((line) => (
        <Give key={line.status} line={line} props={props} status={status} />
      ))}
      <button
        type="button"
        class={`roll-more${behind}`}
        aria-expanded={spread}
        aria-label={t.roll.others(name)}
        tabIndex={active ? 0 : -1}
        onClick={() => acts.spread(spread ? null : id)}
      >
        {behind && <StatusChip set={props.set} status={status} word={false} />}
        <Icon name="more" />
      </button>
    </div>
  );
}

export class MarkRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const names = Object.keys(next) as (keyof RowProps)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  render(props: RowProps) {
    const { mark, wish, own, fresh, lines, spread, acts, set } = props;
    const marks = own && !mark.left_at;
    const status = wish === undefined ? mark.status : wish;
    const kinds = ['roll-row', fresh && 'fresh', mark.left_at && 'gone'].filter(Boolean).join(' ');
    return (
      <li
        class={kinds}
        data-student={mark.student.id}
        data-status={mark.status ?? 'none'}
        data-swipes={marks ? '' : undefined}
        aria-busy={wish !== undefined}
      >
        <div class="roll-main">
          <Who {...props} />
          {marks ? <Choices {...props} status={status} /> : !mark.outside && <StatusChip set={set} status={mark.status} />}
        </div>
        {marks && spread && (
          <div class="roll-spread">
            {lines.slice(ON_ROW - 1).map((line) => (
              <Give key={line.status} line={line} props={props} status={status} wide />
            ))}
            <button type="button" class="button button-quiet" onClick={() => acts.open(mark.student.id)}>
              <Icon name="history" />
              <span>{text().roll.details}</span>
            </button>
          </div>
        )}
      </li>
    );
  }
}
