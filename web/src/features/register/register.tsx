// SPDX-License-Identifier: MIT
// The register: a sheet that is worked in where there is room for one, on a phone a list of students that leads to each, and one lecture at
// a time.

import { useMemo, useRef, useState } from 'preact/hooks';
import { useLoad, useNarrow, useRefresh } from '../../core/hooks';
import { currentUser } from '../../core/session';
import { currentLanguage, words } from '../../core/text';
import { exports as exportsWords, figures as figuresWords, lecture as lectureWords, office as officeWords, register as registerWords, settings as settingsWords } from '../../core/text/books';
import { facts, number } from '../../core/text/format';
import type { GroupsPage } from '../../core/types';
import { Button, Empty, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { FilesMenu } from '../../ui/form/files-menu';
import { Icon } from '../../ui/icons';
import { ClassFrame } from '../../ui/class/class-frame';
import { StatusChip } from '../../ui/class/status';
import { named } from '../../ui/class/statuses';
import { filtered, filtersOn, monthOf, NO_FILTERS, type Book, type Filters } from './book';
import { countOfTargets } from './edit';
import { useEdits } from './edits';
import { FilterBar } from './filters';
import { Grid } from './grid';
import { LectureByLecture } from './lecture';
import { useBook } from './load';
import { StudentList } from './phone';
import { CellSheet, type SheetFor } from './sheet';

const text = words(exportsWords, figuresWords, lectureWords, officeWords, registerWords, settingsWords);

const REFRESH_S = 60;

const MENU = ['xlsx', 'csv', 'long', 'moodle'] as const;

/** The register as files, for other programs, for spreadsheets and for paper; and the plan and the grades. */
function Files({ classroom, group, own }: { classroom: string; group: string; own: boolean }) {
  const t = text();
  const language = currentLanguage();
  const address = (form: string) =>
    `/api/classroom/${classroom}/export?form=${form}&language=${language}${form === 'csv' || form === 'long' ? '&bom=true' : ''}${group && `&group=${group}`}`;
  const words = t.exports.forms;
  return (
    <FilesMenu
      word={t.grid.take}
      forms={[
        ...MENU.map((form) => ({ href: address(form), word: t.figures.register.forms[form] })),
        { href: address('moodle_marks'), word: words.moodle_marks },
        { href: address('print'), word: t.figures.register.forms.print, page: true },
        { href: `/api/classroom/${classroom}/export/lectures?form=xlsx&language=${language}`, word: words.lectures, apart: true },
        { href: `/api/classroom/${classroom}/export/lectures?form=moodle&language=${language}`, word: words.moodle_lectures },
        { href: `/api/classroom/${classroom}/export/grades?form=xlsx&language=${language}`, word: words.grades },
        ...(own ? [{ href: `/classroom/${classroom}/import`, word: t.office.imports.importHere, apart: true, inside: true }] : []),
      ]}
    />
  );
}

function Legend({ book }: { book: Book }) {
  const t = text();
  const set = book.classroom?.statuses;
  const outside = book.students.some((student) => student.outside.size > 0);
  return (
    <details class="legend">
      <summary>{t.register.legend}</summary>
      <ul aria-label={t.register.legend}>
        {named(set, (status) => book.students.some((student) => (student.standing.own[status] ?? 0) > 0)).map(({ status, counts, in_room }) => (
          <li key={status}>
            <StatusChip set={set} status={status} /> <span class="muted small">{t.settings.facts(counts, in_room)}</span>
          </li>
        ))}
        <li>
          <StatusChip set={undefined} status={null} />
        </li>
        {outside && (
          <li>
            <span class="cell-outside" aria-hidden="true" /> {t.register.outside}
          </li>
        )}
      </ul>
      <p class="muted small">{t.register.denominator}</p>
    </details>
  );
}

/** As they stand on keyboards; what each does is in the words, in the same order. */
const KEYS = [
  ['↑', '↓', '←', '→'],
  ['Home', 'End'],
  ['PgUp', 'PgDn'],
  ['P', 'L', 'E', 'A'],
  ['Delete'],
  ['Enter'],
  ['Ctrl', 'Z'],
  ['Ctrl', 'A'],
  ['Esc'],
] as const;

function Keys({ onClose }: { onClose: () => void }) {
  const t = text().grid;
  return (
    <Dialog title={t.keysTitle} onClose={onClose}>
      <dl class="keys">
        {KEYS.map((keys, i) => (
          <div key={keys.join('')}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t.keyList[i]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

type View = 'students' | 'lecture';

function PhoneViews({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = text().grid;
  const words: Record<View, string> = { students: t.viewStudents, lecture: t.viewLecture };
  return (
    <div class="segments" role="group" aria-label={t.view}>
      {(['students', 'lecture'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={view === one} onClick={() => onView(one)}>
          {words[one]}
        </button>
      ))}
    </div>
  );
}

/** Statistics and imports, the files, and how the keys work. */
function Actions({ classroom, group, own, keys }: { classroom: string; group: string; own: boolean; keys: (() => void) | null }) {
  const t = text();
  return (
    <>
      <Files classroom={classroom} group={group} own={own} />
      {keys && (
        <Button kind="quiet" icon="keyboard" onClick={keys}>
          {t.grid.keys}
        </Button>
      )}
    </>
  );
}

export function RegisterPage({ classroom }: { classroom: string }) {
  const t = text();
  const narrow = useNarrow();
  const [group, setGroup] = useState('');
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [sheet, setSheet] = useState<SheetFor | null>(null);
  const [keys, setKeys] = useState(false);
  const [view, setView] = useState<View>('students');
  const groups = useLoad<GroupsPage>(`/api/classroom/${classroom}/groups`);
  const loading = useBook(classroom, group);
  const { loader, book, turn, redraw } = loading;
  const edits = useEdits(loading, setSheet);
  const role = currentUser()?.role;
  const part = book.classroom?.part;
  const readOnly = book.classroom?.archived === true || part === 'administrator' || part === undefined;
  const first = book.lectures[0];
  const students = useMemo(() => filtered(book.students, filters, first), [book, turn, filters, first]);
  const inView = useRef<string[]>([]);
  const need = (months: string[], pages: number[]) => {
    inView.current = months;
    void loader.need(months, pages);
  };
  // Others may mark meanwhile: what is looked at is read again now and then.
  useRefresh(() => {
    if (!loader.ready || edits.conflict || sheet || book.pending.size > 0) return;
    const seen = students.slice(0, narrow ? 60 : 200).map((student) => student.id);
    const months = inView.current.length > 0 ? inView.current : book.lectures.slice(-1).map((lecture) => monthOf(lecture.starts_at));
    loader.reread(seen, months).catch(() => undefined);
  }, REFRESH_S);
  const sheetLecture = sheet && book.lectures.find((lecture) => lecture.id === sheet.targets[0]?.lecture);
  const conflicts = edits.conflict ? countOfTargets(edits.conflict.targets) : 0;
  const empty = loader.ready && (book.total === 0 || book.lectures.length === 0);
  return (
    <ClassFrame
      id={classroom}
      path={`/classroom/${classroom}/register`}
      actions={<Actions classroom={classroom} group={group} own={role === 'professor'} keys={narrow ? null : () => setKeys(true)} />}
    >
      <div class="register-page">
        {!loader.ready && (loader.problem ? <ProblemNotice problem={loader.problem} onRetry={() => location.reload()} /> : <Skeleton rows={8} />)}
        {empty && (
          <Empty icon="grid" title={t.register.empty}>
            <div class="actions">
              {book.total === 0 && (
                <LinkButton href={`/classroom/${classroom}/students`} icon="people">
                  {t.app.places.students}
                </LinkButton>
              )}
              {book.lectures.length === 0 && (
                <LinkButton href={`/classroom/${classroom}`} icon="calendar">
                  {t.app.places.lectures}
                </LinkButton>
              )}
            </div>
          </Empty>
        )}
        {loader.ready && !empty && (
          <>
            {narrow && <PhoneViews view={view} onView={setView} />}
            <FilterBar book={book} groups={groups.data} group={group} onGroup={setGroup} filters={filters} onFilters={setFilters} shown={students.length} />
            <ProblemNotice problem={edits.problem ?? loader.problem} />
            {conflicts > 0 && (
              <div class="notice notice-bad" role="alert" data-conflicts={conflicts}>
                <Icon name="alert" />
                <div class="notice-text">
                  <p class="notice-lead">{t.grid.stayed(conflicts)}</p>
                </div>
                <Button onClick={edits.setMine}>{t.grid.setMine}</Button>
                <Button kind="quiet" onClick={edits.keepTheirs}>
                  {t.grid.keepTheirs}
                </Button>
              </div>
            )}
            {students.length === 0 && filtersOn(filters) && book.whole ? (
              <Empty icon="filter" title={t.grid.none} hint={t.grid.noneHint}>
                <Button onClick={() => setFilters({ ...NO_FILTERS, order: filters.order })}>{t.grid.clearFilters}</Button>
              </Empty>
            ) : narrow && view === 'lecture' ? (
              <LectureByLecture book={book} students={students} turn={turn} onNeed={need} onSheet={setSheet} readOnly={readOnly} />
            ) : narrow ? (
              <StudentList book={book} students={students} onNeed={need} />
            ) : (
              <Grid
                key={`${classroom} ${group}`}
                book={book}
                turn={turn}
                students={students}
                filters={filters}
                onOrder={(order) => setFilters({ ...filters, order })}
                readOnly={readOnly}
                onNeed={need}
                onWrite={edits.write}
                onSheet={setSheet}
                onUndo={edits.undo}
                onRedo={edits.redo}
                said={edits.said}
                undoable={edits.undoable}
              />
            )}
            {!book.whole && (
              <p class="muted small" role="status">
                {facts([t.grid.loading, t.grid.shown(number(book.students.length), number(book.total))])}
              </p>
            )}
            <Legend book={book} />
          </>
        )}
        {sheet && sheetLecture && (
          <CellSheet
            {...sheet}
            book={book}
            set={book.classroom?.statuses}
            lecture={sheetLecture}
            readOnly={readOnly}
            redraw={redraw}
            onWritten={edits.written}
            onClose={() => setSheet(null)}
          />
        )}
        {keys && <Keys onClose={() => setKeys(false)} />}
      </div>
    </ClassFrame>
  );
}

