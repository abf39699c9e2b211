// SPDX-License-Identifier: MIT
// The sheet of a cell: status, minutes, note, who marked it and when. After the lecture's time the proof is asked for in the same sheet, and
// what was typed stays whatever the server says.

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, Problem, request } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { asProblem, useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, register as registerWords } from '../../core/text/books';
import { clockTime, day, dayAndTime, dayNumber, facts } from '../../core/text/format';
import type { Lecture, Mark, MarkSheet, Status } from '../../core/types';
import { Button, Notice, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices, focusFirstError, otherThan } from '../../ui/field';
import { checkDraft, MarkFields } from '../../ui/form/mark-fields';
import { ProofField, useProof } from '../../ui/form/proof';
import { StatusChip, StatusWord } from '../../ui/class/status';
import { offered, type Statuses } from '../../ui/class/statuses';
import type { Book } from './book';
import { countOfTargets, write, type Target, type Written } from './edit';

const text = words(lectureWords, liveWords, registerWords);


export interface SheetFor {
  targets: Target[];
  /** Chosen already, as by a letter; undefined: what the mark says. */
  status?: Status | null;
}

interface Props extends SheetFor {
  book: Book;
  set: Statuses;
  lecture: Lecture;
  readOnly: boolean;
  redraw: () => void;
  onWritten: (written: Written, status: Status | null) => void;
  onClose: () => void;
}

/** How the mark came to be. `of`: when the lecture began, by which its day is known. */
export function madeWords(mark: Mark, zone: string, of?: string): string {
  const t = text().grid;
  const sameDay = of !== undefined && mark.marked_at !== null && dayNumber(mark.marked_at, zone) === dayNumber(of, zone);
  if (!mark.status || !mark.method) return '';
  return facts([
    mark.marked_by ? `${t.method[mark.method] ?? mark.method}: ${mark.marked_by.name}` : t.method[mark.method],
    mark.marked_at && (sameDay ? clockTime : dayAndTime)(mark.marked_at, zone),
    mark.minutes_late ? t.minutes(mark.minutes_late) : null,
  ]);
}

const basedOn = (mark: Mark): Record<string, string> => (mark.version ? { 'If-Match': `"${mark.version}"` } : { 'If-None-Match': '*' });

export function CellSheet(props: Props) {
  const { book, targets, set, lecture, readOnly, redraw, onWritten, onClose } = props;
  const t = text();
  const zone = book.classroom?.timezone ?? 'UTC';
  const many = countOfTargets(targets) > 1;
  const student = targets[0]?.students[0] ?? 0;
  const path = `/api/attendance/${lecture.id}/marks/${student}`;
  const [sheet, setSheet] = useState<MarkSheet | null>(null);
  const [status, setStatus] = useState<Status | null>(props.status === undefined ? book.cell(student, lecture.id).status : props.status);
  const [late, setLate] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [stale, setStale] = useState(false);
  const [noteNeeded, setNoteNeeded] = useState(false);
  const proof = useProof();
  const saved = useUnsaved(status, late, note);
  const { busy, problem, run } = useAction();
  const [unread, setUnread] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const typed = useRef(false);

  const take = async (answer: MarkSheet) => {
    setSheet(answer);
    setNoteNeeded(answer.note_needed);
    if (!many) book.takeMark(lecture.id, answer.mark);
    if (answer.step_up && !readOnly) await proof.ask();
    // Who came by a letter has chosen already: what is missing is why.
    if (props.status !== undefined && answer.note_needed && !typed.current) form.current?.querySelector<HTMLElement>('[name=note]')?.focus();
  };
  useEffect(() => {
    get<MarkSheet>(path).then(
      (answer) => {
        void take(answer);
        if (many || typed.current) return;
        // Nothing has been typed yet: what the mark says.
        setNote(props.status === undefined ? (answer.mark.note ?? '') : '');
        setLate(answer.mark.minutes_late ? String(answer.mark.minutes_late) : '');
        saved();
      },
      (error: unknown) => setUnread(asProblem(error)),
    );
  }, []);

  const { minutes, lateWrong, noteWrong } = checkDraft({ status, late, note }, noteNeeded);
  const proofWrong = proof.asked && proof.kind !== 'passkey' && !proof.typed;

  const put = async (next: Status | null): Promise<Written> => {
    const words = note.trim();
    const more = { ...(next === 'L' && minutes ? { minutes_late: minutes } : {}), ...(words && { note: words }) };
    if (many || !sheet) return write(book, targets, next, { ...more, own: true }, redraw);
    const one: Target[] = [{ lecture: lecture.id, students: [student] }];
    const options = { headers: basedOn(sheet.mark), ownProof: true as const };
    if (next === null) {
      const { change } = await request<{ change: number | null }>('DELETE', path + (words ? `?note=${encodeURIComponent(words)}` : ''), options);
      book.takeMark(lecture.id, { ...sheet.mark, status: null, version: null, note: null });
      return { changed: one, changes: change ? [{ lecture: lecture.id, change }] : [], kept: [] };
    }
    const mark = await request<Mark>('PUT', path, { ...options, json: { status: next, ...more } });
    book.takeMark(lecture.id, mark);
    return { changed: one, changes: mark.change ? [{ lecture: lecture.id, change: mark.change }] : [], kept: [] };
  };
  const save = (next: Status | null) => {
    setTried(true);
    if (lateWrong || noteWrong || proofWrong) return focusFirstError(form.current);
    void run(async () => {
      if (proof.asked) await proof.give();
      try {
        const written = await put(next);
        onClose();
        onWritten(written, next);
      } catch (error) {
        const refusal = asProblem(error);
        setTried(false);
        if (refusal.code === 'step_up_needed') return proof.ask();
        if (refusal.code === 'note_needed') setNoteNeeded(true);
        if (refusal.code === 'changed_meanwhile') {
          setStale(true);
          return take(await get<MarkSheet>(path));
        }
        throw refusal;
      }
    });
  };

  const person = book.student(student);
  const lectures = new Set(targets.map((target) => target.lecture)).size;
  const title = !many && person ? person.name : lectures > 1 ? t.grid.sheetManyLectures(countOfTargets(targets), lectures) : t.grid.sheetMany(countOfTargets(targets));
  const made = sheet && !many ? madeWords(sheet.mark, zone) : '';
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="muted small sheet-when">{facts([day(lecture.starts_at, zone), clockTime(lecture.starts_at, zone), lecture.title])}</p>
      <form
        ref={form}
        class="form sheet"
        onSubmit={(event) => {
          event.preventDefault();
          save(status);
        }}
        onInput={() => (typed.current = true)}
        noValidate
      >
        <ProblemNotice problem={unread} />
        <ProblemNotice problem={otherThan(problem, ['minutes_late', 'note', 'code', 'password'])} />
        {stale && sheet && (
          <Notice>
            <p>{t.grid.meanwhile}</p>
            <p class="sheet-made">
              <StatusChip set={set} status={sheet.mark.status} /> <span>{made}</span>
            </p>
          </Notice>
        )}
        {!stale && made && (
          <p class="sheet-made">
            <StatusChip set={set} status={sheet?.mark.status ?? null} /> <span class="muted small">{made}</span>
          </p>
        )}
        {!many && sheet?.mark.flags.map((flag) => (
          <p key={flag} class="doubt-why small">
            <strong>{t.live.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</strong> {t.live.flag[flag]?.[1]}
          </p>
        ))}
        {readOnly ? (
          sheet?.mark.note && <p class="note">{sheet.mark.note}</p>
        ) : (
          <>
            <Choices
              legend={t.lecture.status}
              name="status"
              value={status}
              onChange={(next) => {
                typed.current = true;
                setStatus(next);
              }}
              choices={offered(set, sheet?.mark.status ?? null).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
            />
            <MarkFields status={status} late={late} note={note} noteNeeded={noteNeeded} tried={tried} problem={problem} onLate={setLate} onNote={setNote} />
            <ProofField proof={proof} problem={problem} tried={tried} hint={t.grid.proofHint} />
          </>
        )}
        <div class="dialog-actions">
          {person && !many && (
            <a class="button button-quiet sheet-whole" href={`/classroom/${book.classroom?.id ?? 0}/students/${person.id}`}>
              {t.grid.whole}
            </a>
          )}
          {!readOnly && (many || sheet?.mark.status) && (
            <Button kind="quiet" icon="trash" disabled={busy} onClick={() => save(null)}>
              {t.lecture.clear}
            </Button>
          )}
          {!readOnly && (
            <Button type="submit" kind="primary" busy={busy} disabled={status === null || (!sheet && !unread)}>
              {stale ? t.grid.saveOver : t.lecture.save}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
