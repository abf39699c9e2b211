// SPDX-License-Identifier: MIT
// One item of the board: its text, its files; a student reads and hands in, the staff sees who has read it.

import { useEffect, useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Avatar } from '../../ui/avatar';
import { Button, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { Confirm } from '../../ui/dialog';
import { FileList } from '../../ui/files';
import { Icon } from '../../ui/icons';
import { isStaff, isTeacher } from '../../ui/class/part';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { navigate } from '../../core/router';
import { dayAndTime, dayAndTimeInside, facts } from '../../core/text/format';
import type { BoardItem, Classroom, Person } from '../../core/types';
import { itemFacts, KindChip } from './board';
import { HandInCard } from './hand-in';

const text = words(boardWords);

interface Reader {
  student: Person;
  read_at: string | null;
}

/** Read when it is opened: the list is as long as the class. */
function Readers({ item, zone }: { item: BoardItem; zone: string }) {
  const t = text();
  const [readers, setReaders] = useState<Reader[] | null>(null);
  const { problem, run } = useAction();
  const read = () =>
    void run(async () => {
      const answer = await get<{ readers: Reader[] }>(`/api/classroom/${item.classroom_id}/board/${item.id}/readers`);
      setReaders(answer.readers);
    });
  return (
    <details class="card policy-card" onToggle={(event) => event.currentTarget.open && read()}>
      <summary>
        <span class="policy-title">{t.board.readers}</span>
        <span class="muted">{t.board.readBy(item.reads, item.students)}</span>
      </summary>
      <ProblemNotice problem={problem} onRetry={read} />
      {!readers && !problem && <Skeleton rows={2} />}
      {readers?.length === 0 && <p class="muted">{t.board.nobody}</p>}
      {readers && readers.length > 0 && (
        <ul class="readers">
          {readers.map(({ student, read_at }) => (
            <li key={student.id}>
              <span class="person-row">
                <Avatar id={student.id} name={student.name} />
                <bdi>{student.name}</bdi>
              </span>
              <span class={read_at ? 'tick' : 'muted'}>
                {read_at && <Icon name="check" />}
                {read_at ? dayAndTime(read_at, zone) : t.board.notRead}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

/** What an item says as a whole, as PUT wants it. */
export function bodyOf(item: BoardItem): Record<string, unknown> {
  return {
    title: item.title,
    body: item.body,
    pinned: item.pinned,
    files: item.files.map((file) => file.id),
    ...(item.points !== null && { points: item.points }),
    ...(item.due_at && { due_at: item.due_at }),
    ...(!item.published && { publish_at: item.publish_at }),
  };
}

function StaffActions({ item, classroom, onChanged }: { item: BoardItem; classroom: Classroom; onChanged: (next: BoardItem) => void }) {
  const t = text();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const path = `/api/classroom/${classroom.id}/board/${item.id}`;
  const pin = () =>
    void run(async () => {
      onChanged(await edit<BoardItem>('PUT', path, item.version, { ...bodyOf(item), pinned: !item.pinned }));
      toast(item.pinned ? t.board.unpinDone : t.board.pinDone);
    });
  const drop = () =>
    void run(async () => {
      await edit<void>('DELETE', path, item.version);
      toast(t.board.deleted);
      navigate(`/classroom/${classroom.id}/board`, 'replace');
    });
  return (
    <>
      <ProblemNotice problem={asking ? null : problem} />
      <div class="actions">
        {item.kind === 'assessment' && (
          <LinkButton href={`/classroom/${classroom.id}/board/${item.id}/grades`} icon="people" kind="primary">
            {t.board.grades}
          </LinkButton>
        )}
        {isStaff(classroom) && !classroom.archived && (
          <>
            <LinkButton href={`/classroom/${classroom.id}/board/${item.id}/edit`} icon="edit">
              {t.board.edit}
            </LinkButton>
            <Button icon="pin" busy={busy && !asking} onClick={pin}>
              {item.pinned ? t.board.unpin : t.board.pin}
            </Button>
          </>
        )}
        {isTeacher(classroom) && !classroom.archived && (
          <Button kind="quiet" icon="trash" onClick={() => setAsking(true)}>
            {t.board.delete}
          </Button>
        )}
      </div>
      {asking && (
        <Confirm title={t.board.deleteTitle} hint={t.board.deleteHint} action={t.board.delete} busy={busy} onConfirm={drop} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}

export function BoardItemPage({ classroom: id, item: itemId, path }: { classroom: string; item: string; path: string }) {
  const t = text();
  const page = useClass(id);
  const shown = useLoad<BoardItem>(`/api/classroom/${id}/board/${itemId}`);
  const item = shown.data;
  const classroom = page.data?.classroom;
  const unread = classroom?.part === 'student' && item !== null && !item.read;
  useEffect(() => {
    // A receipt that is lost is given at the next reading.
    if (unread) void post(`/api/classroom/${id}/board/${itemId}/read`).catch(() => undefined);
  }, [unread]);
  const back = `/classroom/${id}/board`;
  if (!item || !classroom) {
    return (
      <ClassFrame id={id} path={path}>
        {shown.problem ? <ProblemNotice problem={shown.problem} onRetry={() => void shown.reload()} /> : <Skeleton />}
      </ClassFrame>
    );
  }
  const zone = classroom.timezone;
  const student = classroom.part === 'student';
  const edited = Date.parse(item.updated_at) - Date.parse(item.created_at) > 1000 && item.version > 1;
  return (
    <ClassFrame id={id} path={path} title={item.title}>
      <div class="board">
        <ClassSection title={item.title} back={{ href: back, word: t.board.title }} />
        <article class="card board-item">
          <p class="board-marks">
            <KindChip kind={item.kind} />
            {item.pinned && (
              <span class="board-pin">
                <Icon name="pin" />
                {t.board.pinned}
              </span>
            )}
          </p>
          <p class="muted">
            {t.board.by(item.author.name, dayAndTimeInside(item.publish_at, zone))}
            {edited && ` (${t.board.edited})`}
          </p>
          {itemFacts(item, zone).length > 0 && <p class="board-facts">{facts(itemFacts(item, zone))}</p>}
          {/* The server made this from Markdown: it holds no HTML of the author's own. */}
          {item.html && <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: item.html }} />}
          <FileList label={t.board.files} path={`/api/classroom/${classroom.id}/files`} files={item.files} />
        </article>
        {student && item.kind === 'assessment' && <HandInCard item={item} classroom={classroom} />}
        {!student && (
          <>
            <StaffActions item={item} classroom={classroom} onChanged={shown.set} />
            <Readers item={item} zone={zone} />
          </>
        )}
      </div>
    </ClassFrame>
  );
}
