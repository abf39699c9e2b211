// SPDX-License-Identifier: MIT
// The register as a sheet that is worked in. What is in view alone is drawn; the focus stays on the sheet, which says which cell is meant.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { now } from '../../core/clock';
import { clockTime, day, dayAt, facts, isToday, monthWord, number, shortDay, weekdayAt } from '../../core/text/format';
import { words } from '../../core/text';
import { lecture as lectureWords, register as registerWords } from '../../core/text/books';
import { wallClock } from '../../core/zone';
import type { Lecture, MarkSheet, Status } from '../../core/types';
import { Icon } from '../../ui/icons';
import { StatusChip, statusLetter, statusName } from '../../ui/class/status';
import { lineOf, named, offered, type Statuses } from '../../ui/class/statuses';
import { bands, footOf, monthOf, split, type Band, type Book, type Filters, type Student } from './book';
import type { Target } from './edit';
import { box, meaning, statusOf, type Place, type Selection } from './keys';
import { GridRow, cellId, startOf } from './row';
import { madeWords, type SheetFor } from './sheet';
import { bringIntoView, useRest, useWindow } from './view';
import { COL, ROW } from './window';

const text = words(lectureWords, registerWords);

const HEAD = 76;
const FOOT = 40;
const SHARE = 128;
const FOLD = 92;
const REST_MS = 400;

interface Props {
  book: Book;
  turn: number;
  students: readonly Student[];
  filters: Filters;
  onOrder: (order: Filters['order']) => void;
  readOnly: boolean;
  onNeed: (months: string[], pages: number[]) => void;
  onWrite: (targets: Target[], status: Status | null) => void;
  onSheet: (sheet: SheetFor) => void;
  onUndo: () => void;
  onRedo: () => void;
  /** What the bar below says beside its own words. */
  said: string;
  undoable: boolean;
}

/** Monday of the week in the classroom's zone, as a key. */
function weekOf(time: string, zone: string): string {
  const { date } = wallClock(Date.parse(time), zone);
  const at = Date.parse(`${date}T00:00:00Z`);
  const weekday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - weekday * 86_400_000).toISOString().slice(0, 10);
}

interface Heading {
  lecture: Lecture;
  /** Above the number: the weekday, or the time where the day has another lecture. */
  above: string;
  number: string;
  /** Today in the classroom's zone. */
  today: boolean;
  words: string;
}

function headingsOf(columns: readonly Lecture[], zone: string): Heading[] {
  const dates = columns.map((lecture) => wallClock(Date.parse(lecture.starts_at), zone).date);
  const times = new Map<string, number>();
  for (const date of dates) times.set(date, (times.get(date) ?? 0) + 1);
  return columns.map((lecture, col) => ({
    lecture,
    above: (times.get(dates[col] ?? '') ?? 0) > 1 ? clockTime(lecture.starts_at, zone) : weekdayAt(lecture.starts_at, zone),
    number: dayAt(lecture.starts_at, zone),
    today: isToday(lecture.starts_at, lecture.ends_at, zone),
    words: facts([day(lecture.starts_at, zone), clockTime(lecture.starts_at, zone), lecture.title, lecture.groups.map((group) => group.name).join(', ')]),
  }));
}

/** The months above the days. */
function Months({ months, from, until }: { months: readonly Band[]; from: number; until: number }) {
  return (
    <>
      {months
        .filter(({ first, count }) => first < until && first + count > from)
        .map(({ key, first, count }) => (
          <div key={key} class="grid-month" aria-hidden="true" style={{ ...startOf(first * COL), inlineSize: `${count * COL}px` }}>
            <span>{monthWord(`${key}-15`, count <= 2)}</span>
          </div>
        ))}
    </>
  );
}

function Days({ headings, weeks, from, until }: { headings: readonly Heading[]; weeks: ReadonlySet<number>; from: number; until: number }) {
  return (
    <>
      {headings.slice(from, until).map(({ lecture, above, number: date, today, words }, i) => (
        <div
          key={lecture.id}
          role="columnheader"
          class={`grid-day${weeks.has(from + i) ? ' grid-week' : ''}${today ? ' grid-today' : ''}`}
          aria-colindex={from + i + 2}
          style={startOf((from + i) * COL)}
        >
          <a href={`/lecture/${lecture.id}`} tabIndex={-1} title={words}>
            <span class="muted" aria-hidden="true">
              {above}
            </span>
            <span aria-hidden="true">{date}</span>
            <span class="visually-hidden">{words}</span>
          </a>
        </div>
      ))}
    </>
  );
}

const made = new Map<string, string>();

/** Method, author and time of the mark under the pointer. */
function Made({ book, student, lecture, at, set }: { book: Book; student: Student; lecture: Lecture; at: DOMRect; set: Statuses }) {
  const zone = book.classroom?.timezone ?? 'UTC';
  const { status, version } = book.cell(student.id, lecture.id);
  const key = `${student.id}:${lecture.id}:${version ?? 0}`;
  const [words, setWords] = useState(made.get(key) ?? '');
  useEffect(() => {
    if (!version || made.has(key)) return;
    let here = true;
    get<MarkSheet>(`/api/attendance/${lecture.id}/marks/${student.id}`).then(
      ({ mark }) => {
        const found = facts([madeWords(mark, zone), mark.note]);
        made.set(key, found);
        if (here) setWords(found);
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [key]);
  const rtl = document.documentElement.dir === 'rtl';
  return (
    <div class="grid-made" aria-hidden="true" style={{ top: `${at.bottom + 6}px`, [rtl ? 'right' : 'left']: `${rtl ? innerWidth - at.right : Math.min(at.left, innerWidth - 300)}px` }}>
      <p>
        <strong>
          <bdi>{student.name}</bdi>
        </strong>
      </p>
      <p class="muted">{facts([day(lecture.starts_at, zone), status ? statusName(set, status) : null])}</p>
      {words && <p>{words}</p>}
    </div>
  );
}

export function Grid(props: Props) {
  const { book, turn, students, filters, readOnly } = props;
  const t = text();
  const zone = book.classroom?.timezone ?? 'UTC';
  const set = book.classroom?.statuses;
  const base = `/classroom/${book.classroom?.id ?? 0}`;
  const element = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const { begun, planned } = useMemo(() => split(book.lectures, now()), [book.lectures]);
  const folds = begun.length > 0 && planned.length > 0;
  const columns = useMemo(() => (folds && !unfolded ? begun : [...begun, ...planned]), [begun, planned, folds, unfolded]);
  const weeks = useMemo(() => new Set(bands(columns.map((lecture) => weekOf(lecture.starts_at, zone))).map((band) => band.first)), [columns, zone]);
  const totals = useMemo(
    () => named(set, (status) => book.students.some((student) => (student.standing.own[status] ?? 0) > 0)).map((line) => line.status),
    [set, book.students.length],
  );
  const months = useMemo(() => bands(columns.map((lecture) => wallClock(Date.parse(lecture.starts_at), zone).date.slice(0, 7))), [columns, zone]);
  const headings = useMemo(() => headingsOf(columns, zone), [columns, zone]);
  const rows = students.length;
  const view = useWindow(element, rows, columns.length);
  // Scrolled down, the head is as it was: the same element is not looked at again.
  const head = useMemo(
    () => (
      <>
        <Months months={months} from={view.from} until={view.until} />
        <Days headings={headings} weeks={weeks} from={view.from} until={view.until} />
      </>
    ),
    [months, headings, weeks, view.from, view.until],
  );
  const [selection, select] = useState<Selection>(() => ({ at: { row: 0, col: Math.max(0, begun.length - 1) }, to: { row: 0, col: Math.max(0, begun.length - 1) } }));
  const [shown, setShown] = useState(false);
  const rest = useRest<{ row: number; col: number; at: DOMRect }>(REST_MS);
  const totalsAt = columns.length * COL + (folds ? FOLD : 0);
  const width = `calc(var(--grid-names) + ${totalsAt + totals.length * COL + SHARE}px)`;
  const chosen = box(selection);
  const at: Place = { row: Math.min(selection.to.row, Math.max(0, rows - 1)), col: Math.min(selection.to.col, Math.max(0, columns.length - 1)) };

  const names = () => {
    const first = element.current?.querySelector<HTMLElement>('.grid-corner');
    return first?.offsetWidth ?? 0;
  };
  const reveal = (place: Place) => {
    if (element.current) bringIntoView(element.current, place.row, place.col, { head: HEAD, foot: FOOT, start: names(), end: SHARE });
  };
  // Today is in view at opening, with the lectures before it.
  useLayoutEffect(() => {
    if (shown || columns.length === 0) return;
    setShown(true);
    reveal({ row: 0, col: Math.max(0, begun.length - 1) });
  }, [columns.length > 0]);

  // What is in view is read.
  const pages = useMemo(() => {
    const index = new Map<number, number>();
    book.pages.forEach((page, i) => page.ids.forEach((id) => index.set(id, i)));
    return index;
  }, [book.pages.length]);
  useEffect(() => {
    const months = [...new Set(columns.slice(view.from, view.until).map((lecture) => monthOf(lecture.starts_at)))];
    const seen = [...new Set(students.slice(view.top, view.bottom).map((student) => pages.get(student.id) ?? 0))];
    if (months.length > 0) props.onNeed(months, seen);
  }, [view, columns, pages, filters]);

  const targets = (): Target[] =>
    columns.slice(chosen.start, chosen.end + 1).map((lecture) => ({
      lecture: lecture.id,
      students: students.slice(chosen.top, chosen.bottom + 1).map((student) => student.id),
    }));
  const open = (status?: Status | null) => {
    const all = targets()
      .map(({ lecture, students: ids }) => ({ lecture, students: ids.filter((id) => book.student(id)?.left_at === null || ids.length === 1) }))
      .filter((target) => target.students.length > 0);
    if (all.length > 0) props.onSheet(status === undefined ? { targets: all } : { targets: all, status });
  };
  const go = (to: Place, extend: boolean) => {
    select((old) => ({ at: extend ? old.at : to, to }));
    reveal(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.target !== element.current || rows === 0 || columns.length === 0) return;
    const rtl = document.documentElement.dir === 'rtl';
    const page = Math.max(1, Math.floor(((element.current?.clientHeight ?? 0) - HEAD - FOOT) / ROW) - 1);
    const pressed = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, rtl };
    const meant = meaning(pressed, { at: selection.at, to: at }, { rows, cols: columns.length, page });
    if (!meant) return;
    if (meant.act === 'letter') {
      const status = statusOf(meant.letter, offered(set).map((line) => ({ status: line.status, letter: statusLetter(set, line.status) })));
      if (!status || readOnly) return;
      props.onWrite(targets(), status);
    } else if (meant.act === 'move') go(meant.to, meant.extend);
    else if (meant.act === 'column') select({ at: { row: 0, col: at.col }, to: { row: rows - 1, col: at.col } });
    else if (meant.act === 'one') select({ at, to: at });
    else if (meant.act === 'open') open();
    else if (readOnly) return;
    else if (meant.act === 'clear') props.onWrite(targets(), null);
    else if (meant.act === 'undo') props.onUndo();
    else props.onRedo();
    event.preventDefault();
  };
  const placeOf = (event: Event): Place | null => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-c]') : null;
    const row = cell?.closest<HTMLElement>('[data-r]');
    return cell && row ? { row: Number(row.dataset['r']), col: Number(cell.dataset['c']) } : null;
  };
  const pressed = useRef<'mouse' | 'again' | null>(null);
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event);
    rest.enter(null);
    if (!place || event.button !== 0) return;
    element.current?.focus({ preventScroll: true });
    const again = place.row === at.row && place.col === at.col && !event.shiftKey;
    pressed.current = event.pointerType === 'mouse' && !again ? 'mouse' : 'again';
    select((old) => ({ at: event.shiftKey ? old.at : place, to: place }));
  };
  const onPointerMove = (event: PointerEvent) => {
    const place = placeOf(event);
    if (event.pointerType !== 'mouse') return;
    if (event.buttons === 1 && pressed.current && place) {
      if (place.row !== at.row || place.col !== at.col) {
        pressed.current = 'mouse';
        select((old) => ({ at: old.at, to: place }));
      }
    } else {
      const lecture = place && columns[place.col];
      const student = place && students[place.row];
      const over = lecture && student && book.cell(student.id, lecture.id).version;
      rest.enter(over && event.target instanceof Element ? { ...place, at: event.target.getBoundingClientRect() } : null);
    }
  };
  // A finger's tap, and a click on the cell that is chosen already, opens it.
  const onClick = (event: MouseEvent) => {
    const place = placeOf(event);
    if (place && pressed.current === 'again' && !event.shiftKey) open();
    pressed.current = null;
  };

  const inRoom = (status: Status) => lineOf(set, status).in_room;
  const lecture = columns[at.col];
  const student = students[at.row];
  const single = chosen.top === chosen.bottom && chosen.start === chosen.end;
  const status = lecture && student ? book.shown(student.id, lecture.id) : null;
  const drawn = at.row >= view.top && at.row < view.bottom && at.col >= view.from && at.col < view.until;
  const overStudent = rest.over && students[rest.over.row];
  const overLecture = rest.over && columns[rest.over.col];
  const rectangle = (b: typeof chosen) => ({
    insetBlockStart: `${b.top * ROW}px`,
    blockSize: `${(b.bottom - b.top + 1) * ROW}px`,
    ...startOf(b.start * COL),
    inlineSize: `${(b.end - b.start + 1) * COL}px`,
  });
  return (
    <div class="grid-frame">
      <div
        ref={element}
        class="grid"
        role="grid"
        tabIndex={0}
        aria-label={t.register.caption}
        aria-rowcount={rows + 2}
        aria-colcount={columns.length + totals.length + 2}
        aria-multiselectable="true"
        aria-readonly={readOnly}
        aria-activedescendant={drawn && rows > 0 ? cellId(at.row, at.col) : undefined}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => rest.enter(null)}
        onClick={onClick}
      >
        <div class="grid-head" role="row" aria-rowindex={1} style={{ inlineSize: width, blockSize: `${HEAD}px` }}>
          <div class="grid-corner" role="columnheader" aria-colindex={1}>
            {t.register.student}
          </div>
          {head}
          {folds && (
            <div class="grid-fold" role="columnheader" style={{ ...startOf(columns.length * COL), inlineSize: `${FOLD}px` }}>
              <button type="button" tabIndex={-1} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
                <span>{t.grid.planned(planned.length)}</span>
                <Icon name={unfolded ? 'back' : 'forward'} turns />
              </button>
            </div>
          )}
          {totals.map((code, i) => (
            <div key={code} role="columnheader" class="grid-day grid-sum" aria-colindex={columns.length + 2 + i} style={startOf(totalsAt + i * COL)}>
              <StatusChip set={set} status={code} word={false} />
            </div>
          ))}
          <div role="columnheader" class="grid-share" aria-colindex={columns.length + totals.length + 2} aria-sort={filters.order === 'percent' ? 'ascending' : 'none'}>
            <button type="button" tabIndex={-1} title={filters.order === 'percent' ? t.grid.byPercent : t.grid.byName} onClick={() => props.onOrder(filters.order === 'percent' ? 'name' : 'percent')}>
              <span>{t.register.percentage}</span>
              <Icon name={filters.order === 'percent' ? 'up' : 'filter'} />
            </button>
          </div>
        </div>
        <div class="grid-body" role="rowgroup" style={{ inlineSize: width, blockSize: `${rows * ROW}px` }}>
          {students.slice(view.top, view.bottom).map((one, i) => {
            const row = view.top + i;
            const within = row >= chosen.top && row <= chosen.bottom;
            return (
              <GridRow
                key={one.id}
                book={book}
                student={one}
                rev={book.rev(one.id)}
                row={row}
                columns={columns}
                from={view.from}
                until={Math.min(view.until, columns.length)}
                weeks={weeks}
                selFrom={within ? chosen.start : -1}
                selUntil={within ? chosen.end + 1 : -1}
                set={set}
                totals={totals}
                totalsAt={totalsAt}
                threshold={book.classroom?.threshold_percent ?? 0}
                href={`${base}/students/${one.id}`}
              />
            );
          })}
          {rows > 0 && columns.length > 0 && (
            <>
              {!single && <div class="grid-chosen" role="presentation" style={rectangle(chosen)} />}
              <div class="grid-at" role="presentation" style={rectangle({ top: at.row, bottom: at.row, start: at.col, end: at.col })} />
            </>
          )}
        </div>
        <Foot book={book} students={students} columns={columns} view={view} turn={turn} inRoom={inRoom} width={width} rows={rows} />
      </div>
      <div class="grid-bar">
        <p class="grid-bar-at">
          {single && student && lecture ? (
            <>
              <bdi>{student.name}</bdi>
              <span class="muted"> · {facts([shortDay(lecture.starts_at, zone), clockTime(lecture.starts_at, zone)])}</span> <StatusChip set={set} status={status} />
            </>
          ) : (
            !single && t.grid.selected(chosen.end - chosen.start + 1, chosen.bottom - chosen.top + 1)
          )}
        </p>
        <p class="grid-bar-said" role="status">
          {props.said || (readOnly ? t.grid.readOnly : <span class="muted">{t.grid.hint}</span>)}
        </p>
        {props.undoable && (
          <button type="button" class="button button-plain grid-undo" onClick={props.onUndo}>
            <Icon name="undo" />
            <span>{t.grid.undo}</span>
          </button>
        )}
      </div>
      {overStudent && overLecture && rest.over && <Made key={`${overStudent.id}:${overLecture.id}`} book={book} student={overStudent} lecture={overLecture} at={rest.over.at} set={set} />}
    </div>
  );
}

interface FootProps {
  book: Book;
  students: readonly Student[];
  columns: readonly Lecture[];
  view: { from: number; until: number };
  turn: number;
  inRoom: (status: Status) => boolean;
  width: string;
  rows: number;
}

function Foot({ book, students, columns, view, turn, inRoom, width, rows }: FootProps) {
  const t = text();
  const feet = useMemo(
    () => columns.slice(view.from, view.until).map((lecture) => (lecture.taken && book.whole ? footOf(book, students, lecture.id, inRoom) : null)),
    [book, students, columns, view.from, view.until, turn],
  );
  return (
    <div class="grid-foot" role="row" aria-rowindex={rows + 2} style={{ inlineSize: width, blockSize: `${FOOT}px` }}>
      <div class="grid-name" role="rowheader" aria-colindex={1}>
        {t.lecture.inRoom}
      </div>
      {feet.map((foot, i) => {
        const lecture = columns[view.from + i];
        if (!lecture) return null;
        return (
          <div
            key={lecture.id}
            role="gridcell"
            class="grid-cell"
            aria-colindex={view.from + i + 2}
            data-foot={lecture.id}
            style={startOf((view.from + i) * COL)}
            aria-label={foot ? t.register.inRoom(foot.inRoom, foot.expected) : undefined}
            title={foot ? t.register.inRoom(foot.inRoom, foot.expected) : undefined}
          >
            {foot ? number(foot.inRoom) : lecture.taken ? '…' : ''}
          </div>
        );
      })}
    </div>
  );
}
