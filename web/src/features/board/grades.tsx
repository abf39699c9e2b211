// SPDX-License-Identifier: MIT
// Who has handed in, for the staff: read it, give points and a comment.

import { useState } from 'preact/hooks';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { CommentArea } from '../../ui/form/answer';
import { Avatar } from '../../ui/avatar';
import { Button, Empty, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError, otherThan } from '../../ui/field';
import { isStaff } from '../../ui/class/part';
import { toast } from '../../ui/toast';
import { decimal } from '../../ui/typed';
import { edit } from '../../ui/version';
import { dayAndTimeInside, number } from '../../core/text/format';
import type { BoardItem, Classroom, HandIn } from '../../core/types';
import { gradeWords, HandedIn, LateChip } from './hand-in';

const text = words(boardWords);

const REFRESH_SECONDS = 60;
const POINTS_MAX = 10000;

interface GradeProps {
  item: BoardItem;
  classroom: Classroom;
  handIn: HandIn;
  onChanged: (next: HandIn) => void;
  onClose: () => void;
}

function GradeDialog({ item, classroom, handIn, onChanged, onClose }: GradeProps) {
  const t = text().board;
  const [points, setPoints] = useState(handIn.points !== null ? String(handIn.points) : '');
  const [comment, setComment] = useState(handIn.comment ?? '');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  useUnsaved(points, comment);
  const most = item.points ?? POINTS_MAX;
  const given = points.trim() ? decimal(points, most) : null;
  const wrong = points.trim() !== '' && given === null;
  const empty = !points.trim() && !comment.trim();
  const send = (body: Record<string, unknown>, said: string) =>
    void run(async () => {
      const path = `/api/classroom/${classroom.id}/board/${item.id}/hand-ins/${handIn.student.id}/grade`;
      onChanged(await edit<HandIn>('PUT', path, handIn.version, body));
      toast(said);
    });
  const save = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (wrong || empty) return;
    send({ ...(given !== null && { points: given }), ...(comment.trim() && { comment: comment.trim() }) }, t.gradeSaved);
  };
  const pointsError = wrong ? t.pointsWrong : empty ? t.needGrade : undefined;
  return (
    <Dialog title={t.gradeTitle(handIn.student.name)} onClose={onClose}>
      <HandedIn handIn={handIn} classroom={classroom} />
      <form class="form" onSubmit={save} noValidate>
        <ProblemNotice problem={otherThan(problem, ['points', 'comment'])} />
        <Field
          label={t.gradePoints}
          name="points"
          inputMode="numeric"
          optional
          hint={item.points !== null ? t.gradeMost(number(item.points)) : undefined}
          value={points}
          onInput={setPoints}
          error={(tried && pointsError) || fieldError(problem, 'points')}
        />
        <CommentArea value={comment} onInput={setComment} problem={problem} />
        <div class="dialog-actions">
          {handIn.graded_at && (
            <Button kind="quiet" icon="undo" disabled={busy} onClick={() => send({}, t.gradeCleared)}>
              {t.clearGrade}
            </Button>
          )}
          <Button type="submit" kind="primary" busy={busy}>
            {t.saveGrade}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function GradeRow({ item, classroom, handIn, onOpen }: { item: BoardItem; classroom: Classroom; handIn: HandIn; onOpen: (() => void) | null }) {
  const t = text().board;
  const inside = (
    <>
      <div class="person-row">
        <Avatar id={handIn.student.id} name={handIn.student.name} />
        <div>
          <p class="row-lead">
            <bdi>{handIn.student.name}</bdi>
          </p>
          <p class="board-marks muted small">
            {handIn.handed_in_at ? t.handedIn(dayAndTimeInside(handIn.handed_in_at, classroom.timezone)) : t.notHandedIn}
            {handIn.late && <LateChip />}
          </p>
        </div>
      </div>
      {handIn.graded_at ? (
        <span class="grade-short">{gradeWords(handIn, item)}</span>
      ) : (
        handIn.handed_in && <span class="muted">{t.notGraded}</span>
      )}
    </>
  );
  return (
    <li data-student={handIn.student.id} data-handed-in={handIn.handed_in}>
      {onOpen ? (
        <button type="button" class="row row-link row-button" onClick={onOpen}>
          {inside}
        </button>
      ) : (
        <div class="row">{inside}</div>
      )}
    </li>
  );
}

type Filter = 'all' | 'open';

function GradeList({ item, classroom }: { item: BoardItem; classroom: Classroom }) {
  const t = text().board;
  const list = useLoad<{ hand_ins: HandIn[] }>(`/api/classroom/${classroom.id}/board/${item.id}/hand-ins`);
  const [filter, setFilter] = useState<Filter>('all');
  const [editing, setEditing] = useState<HandIn | null>(null);
  useRefresh(() => void list.reload(), REFRESH_SECONDS);
  const all = list.data?.hand_ins;
  if (!all) {
    return list.problem ? <ProblemNotice problem={list.problem} onRetry={() => void list.reload()} /> : <Skeleton />;
  }
  const waits = (handIn: HandIn) => handIn.handed_in && !handIn.graded_at;
  const shown = filter === 'all' ? all : all.filter(waits);
  const changed = (next: HandIn) => {
    list.set((old) => ({ hand_ins: old.hand_ins.map((one) => (one.student.id === next.student.id ? next : one)) }));
    setEditing(null);
  };
  return (
    <>
      <p class="muted" role="status">
        {t.gradesOf(all.filter((one) => one.handed_in).length, all.length, all.filter((one) => one.graded_at).length)}
      </p>
      <Choices
        legend={t.filter}
        hideLegend
        name="filter"
        value={filter}
        onChange={setFilter}
        choices={[
          { value: 'all', label: `${t.all} ${all.length}` },
          { value: 'open', label: `${t.toGrade} ${all.filter(waits).length}` },
        ]}
      />
      {shown.length === 0 ? (
        <Empty icon="people" title={all.length === 0 ? t.nobody : t.nobodyFits} />
      ) : (
        <ul class="card rows" aria-label={t.grades}>
          {shown.map((handIn) => (
            <GradeRow
              key={handIn.student.id}
              item={item}
              classroom={classroom}
              handIn={handIn}
              onOpen={isStaff(classroom) && handIn.handed_in ? () => setEditing(handIn) : null}
            />
          ))}
        </ul>
      )}
      {editing && (
        <GradeDialog item={item} classroom={classroom} handIn={editing} onChanged={changed} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

export function BoardGradesPage({ classroom: id, item: itemId, path }: { classroom: string; item: string; path: string }) {
  const t = text().board;
  const page = useClass(id);
  const item = useLoad<BoardItem>(`/api/classroom/${id}/board/${itemId}`);
  return (
    <ClassFrame id={id} path={path} title={t.grades}>
      <div class="board">
        <ClassSection title={t.grades} back={{ href: `/classroom/${id}/board/${itemId}`, word: item.data?.title ?? t.title }} />
        {page.data && item.data ? (
          <GradeList item={item.data} classroom={page.data.classroom} />
        ) : item.problem ? (
          <ProblemNotice problem={item.problem} onRetry={() => void item.reload()} />
        ) : (
          <Skeleton />
        )}
      </div>
    </ClassFrame>
  );
}
