// SPDX-License-Identifier: MIT
// A student's hand-in for an assessment: what was handed in, how it was graded, and the form until it is.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords } from '../../core/text/books';
import { Area } from '../../ui/area';
import { Button, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { fieldError, otherThan } from '../../ui/field';
import { FileList, FilePicker } from '../../ui/files';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { dayAndTimeInside, number } from '../../core/text/format';
import type { BoardFile, BoardItem, Classroom, HandIn } from '../../core/types';

const text = words(boardWords);

const TEXT_MAX = 10000;

export function gradeWords(handIn: HandIn, item: BoardItem): string {
  const t = text().board;
  if (handIn.points === null) return t.graded;
  return item.points !== null ? t.pointsOf(number(handIn.points), number(item.points)) : t.pointsAlone(number(handIn.points));
}

export function LateChip() {
  return (
    <span class="chip chip-L">
      <span class="chip-word">{text().board.late}</span>
    </span>
  );
}

/** What was handed in, for the student and for who grades it. */
export function HandedIn({ handIn, classroom }: { handIn: HandIn; classroom: Classroom }) {
  const t = text().board;
  if (!handIn.handed_in) return <p class="muted">{t.notHandedIn}</p>;
  return (
    <>
      <p class="board-marks">
        <span>{handIn.handed_in_at && t.handedIn(dayAndTimeInside(handIn.handed_in_at, classroom.timezone))}</span>
        {handIn.late && <LateChip />}
      </p>
      {handIn.text && (
        <p class="hand-in-text" dir="auto">
          {handIn.text}
        </p>
      )}
      <FileList label={t.files} path={`/api/classroom/${classroom.id}/files`} files={handIn.files} />
    </>
  );
}

function HandInForm(props: { item: BoardItem; classroom: Classroom; handIn: HandIn; onDone: (next: HandIn) => void; onStale: () => void }) {
  const t = text().board;
  const { item, classroom, handIn } = props;
  const [words, setWords] = useState(handIn.text ?? '');
  const [files, setFiles] = useState<BoardFile[]>(handIn.files);
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  useUnsaved(words, files);
  const empty = !words.trim() && files.length === 0;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (empty || sending) return;
    void run(async () => {
      const path = `/api/classroom/${classroom.id}/board/${item.id}/hand-in`;
      const body = { ...(words.trim() && { text: words }), files: files.map((file) => file.id) };
      props.onDone(await edit<HandIn>('PUT', path, handIn.version, body));
      toast(t.handedInToast);
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ProblemNotice problem={otherThan(problem, ['text'])} />
      {problem?.code === 'already_graded' && <Button onClick={props.onStale}>{text().app.reload}</Button>}
      {item.due_at && Date.parse(item.due_at) < now() && <Notice>{t.lateWarning}</Notice>}
      <Area
        label={t.answer}
        name="text"
        rows={6}
        optional
        maxLength={TEXT_MAX}
        value={words}
        onInput={setWords}
        error={tried && empty && !sending ? t.needAnswer : fieldError(problem, 'text')}
      />
      <FilePicker classroom={classroom.id} files={files} onChange={(change) => setFiles(change)} onBusy={setSending} />
      {tried && sending && <p class="muted">{t.wait}</p>}
      <Button type="submit" kind="primary" wide busy={busy} disabled={sending}>
        {handIn.handed_in ? t.again : t.handIn}
      </Button>
    </form>
  );
}

export function HandInCard({ item, classroom }: { item: BoardItem; classroom: Classroom }) {
  const t = text().board;
  const mine = useLoad<HandIn>(`/api/classroom/${classroom.id}/board/${item.id}/hand-in`);
  const [changing, setChanging] = useState(false);
  const handIn = mine.data;
  if (!handIn) {
    return mine.problem ? <ProblemNotice problem={mine.problem} onRetry={() => void mine.reload()} /> : <Skeleton rows={2} />;
  }
  const graded = handIn.graded_at !== null;
  const editing = !graded && !classroom.archived && (changing || !handIn.handed_in);
  return (
    <section class="card" aria-labelledby="hand-in" data-handed-in={handIn.handed_in}>
      <h2 id="hand-in">{handIn.handed_in ? t.yours : t.handIn}</h2>
      {graded && (
        <div class="grade" role="status">
          <p class="grade-points">{gradeWords(handIn, item)}</p>
          {handIn.comment && (
            <p class="hand-in-text" dir="auto">
              {handIn.comment}
            </p>
          )}
          {handIn.graded_by && <p class="muted">{t.gradedBy(handIn.graded_by.name)}</p>}
        </div>
      )}
      {!editing && <HandedIn handIn={handIn} classroom={classroom} />}
      {editing && (
        <HandInForm
          item={item}
          classroom={classroom}
          handIn={handIn}
          onStale={() => void mine.reload()}
          onDone={(next) => {
            mine.set(next);
            setChanging(false);
          }}
        />
      )}
      {!editing && !graded && handIn.handed_in && !classroom.archived && (
        <Button icon="edit" onClick={() => setChanging(true)}>
          {t.change}
        </Button>
      )}
    </section>
  );
}
