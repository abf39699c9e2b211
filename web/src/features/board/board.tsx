// SPDX-License-Identifier: MIT
// The board of a classroom: what is pinned, then the newest; students see what they have not read yet.

import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { now } from '../../core/clock';
import { useAction, useLoad, useRefresh } from '../../core/hooks';
import { currentLanguage, words } from '../../core/text';
import { board as boardWords, exports as exportsWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Button, Empty, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { Choices } from '../../ui/field';
import { FilesMenu } from '../../ui/form/files-menu';
import { Icon } from '../../ui/icons';
import { isStaff } from '../../ui/class/part';
import { dayAndTimeInside, dayInside, facts, number } from '../../core/text/format';
import { BOARD_KINDS, type BoardItem, type BoardKind, type BoardPageAnswer, type Classroom } from '../../core/types';

const text = words(boardWords, exportsWords);

const GRADES = ['xlsx', 'csv', 'long'] as const;

const REFRESH_SECONDS = 60;

export function KindChip({ kind }: { kind: BoardKind }) {
  return (
    <span class={`chip board-kind board-kind-${kind}`}>
      <span class="chip-word">{text().boardKind[kind]}</span>
    </span>
  );
}

/** Due date, points, files, and when it appears: one line of facts. */
export function itemFacts(item: BoardItem, zone: string): string[] {
  const t = text().board;
  const due = item.due_at && dayAndTimeInside(item.due_at, zone);
  return [
    item.published ? null : t.scheduled(dayAndTimeInside(item.publish_at, zone)),
    due && item.due_at && (Date.parse(item.due_at) < now() ? t.wasDue(due) : t.due(due)),
    item.points !== null ? t.points(number(item.points)) : null,
  ].filter((fact): fact is string => Boolean(fact));
}

function ItemRow({ item, classroom }: { item: BoardItem; classroom: Classroom }) {
  const t = text();
  const zone = classroom.timezone;
  const student = classroom.part === 'student';
  const unread = student && !item.read;
  const counts = student
    ? [item.graded ? t.board.graded : item.handed_in ? t.board.handIn : null]
    : [
        t.board.readBy(item.reads, item.students),
        item.kind === 'assessment' ? t.board.gradesOf(item.handed_in, item.students, item.graded) : null,
      ];
  return (
    <li class={unread ? 'board-unread' : undefined} data-item={item.id} data-read={item.read}>
      <a class="row row-link board-row" href={`/classroom/${classroom.id}/board/${item.id}`}>
        <div>
          <p class="board-marks">
            <KindChip kind={item.kind} />
            {item.pinned && (
              <span class="board-pin">
                <Icon name="pin" />
                {t.board.pinned}
              </span>
            )}
            {unread && <span class="chip chip-live"><span class="chip-word">{t.board.unread}</span></span>}
          </p>
          <p class="row-lead" dir="auto">
            {item.title}
          </p>
          <p class="muted">{facts([t.board.by(item.author.name, dayInside(item.publish_at, zone)), ...itemFacts(item, zone)])}</p>
          {!student && <p class="muted">{facts(counts)}</p>}
          {student && item.graded > 0 && (
            <p class="tick">
              <Icon name="check" />
              <span>{t.board.graded}</span>
            </p>
          )}
        </div>
        <Icon name="forward" turns />
      </a>
    </li>
  );
}

type Filter = 'all' | BoardKind;

function ItemList({ classroom, filter }: { classroom: Classroom; filter: Filter }) {
  const t = text();
  const query = filter === 'all' ? '' : `&kind=${filter}`;
  const path = `/api/classroom/${classroom.id}/board?limit=50${query}`;
  const page = useLoad<BoardPageAnswer>(path);
  const [older, setOlder] = useState<BoardItem[]>([]);
  const [next, setNext] = useState<number | null | undefined>(undefined);
  const { busy, problem, run } = useAction();
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  useEffect(() => {
    setOlder([]);
    setNext(undefined);
  }, [path]);
  if (!page.data) {
    return page.problem ? <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} /> : <Skeleton />;
  }
  const after = next === undefined ? page.data.next : next;
  const more = () =>
    void run(async () => {
      const answer = await get<BoardPageAnswer>(`${path}&after=${after}`);
      setOlder((old) => [...old, ...answer.items]);
      setNext(answer.next);
    });
  const items = [...page.data.items, ...older];
  if (items.length === 0) {
    return <Empty icon="book" title={t.board.none} hint={isStaff(classroom) ? t.board.noneStaff : t.board.noneStudent} />;
  }
  return (
    <>
      <ul class="card rows board-list" aria-label={t.board.title}>
        {items.map((item) => (
          <ItemRow key={item.id} item={item} classroom={classroom} />
        ))}
      </ul>
      <ProblemNotice problem={problem} />
      {after !== null && (
        <Button busy={busy} onClick={more}>
          {t.board.more}
        </Button>
      )}
    </>
  );
}

export function BoardPage({ classroom: id, path }: { classroom: string; path: string }) {
  const t = text();
  const classroom = useClass(id).data?.classroom;
  const [filter, setFilter] = useState<Filter>('all');
  const writes = classroom && isStaff(classroom) && !classroom.archived;
  const reads = classroom && classroom.part !== 'student';
  return (
    <ClassFrame
      id={id}
      path={path}
      actions={
        <>
          {reads && (
            <FilesMenu
              word={t.exports.grades}
              forms={GRADES.map((form) => ({
                href: `/api/classroom/${id}/export/grades?form=${form}&language=${currentLanguage()}${form === 'xlsx' ? '' : '&bom=true'}`,
                word: t.exports.gradesForms[form],
              }))}
            />
          )}
          {writes && (
            <LinkButton href={`/classroom/${id}/board/new`} icon="edit" kind="primary">
              {t.board.write}
            </LinkButton>
          )}
        </>
      }
    >
      <div class="board">
        <Choices
          legend={t.board.filter}
          hideLegend
          name="filter"
          value={filter}
          onChange={setFilter}
          choices={[
            { value: 'all' as Filter, label: t.board.all },
            ...BOARD_KINDS.map((value) => ({ value: value as Filter, label: t.board.filters[value] })),
          ]}
        />
        {classroom ? <ItemList classroom={classroom} filter={filter} /> : <Skeleton />}
      </div>
    </ClassFrame>
  );
}
