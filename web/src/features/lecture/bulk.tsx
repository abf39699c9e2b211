// SPDX-License-Identifier: MIT
// Many marks at a stroke, and the way back: "All present", then fix the few who are not.

import { useRef, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { statusName, StatusWord } from '../../ui/class/status';
import { offered } from '../../ui/class/statuses';
import type { Attendance, BulkAnswer, Mark, Status } from '../../core/types';
import { offerUndo } from './undo';

const text = words(lectureWords, liveWords);

const NOTE_MAX = 300;

interface BulkProps {
  state: Attendance;
  onMarks: (marks: Mark[]) => void;
}

async function markRest({ state, onMarks }: BulkProps, status: Status, note: string): Promise<void> {
  const body = { students: 'unmarked', status, ...(note.trim() && { note: note.trim() }) };
  const answer = await post<BulkAnswer>(`/api/attendance/${state.lecture.id}/marks`, body);
  onMarks(answer.marks);
  offerUndo(state.lecture.id, text().live.markedSo(answer.changed, statusName(state.classroom.statuses, status)), answer.change, onMarks);
}

export function BulkDialog(props: BulkProps & { first: Problem | null; onClose: () => void }) {
  const t = text();
  const { state, first, onClose } = props;
  const set = state.classroom.statuses;
  const [status, setStatus] = useState<Status>('P');
  const [note, setNote] = useState('');
  useUnsaved(note);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const shown = problem ?? first;
  const noteNeeded = state.note_needed || first?.code === 'note_needed';
  const noteWrong = noteNeeded && !note.trim();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (noteWrong) return focusFirstError(form.current);
    void run(async () => {
      await markRest(props, status, note);
      onClose();
    });
  };
  return (
    <Dialog title={t.live.restTitle(state.counts.unmarked)} onClose={onClose}>
      <form ref={form} class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(shown, ['note'])} />
        <Choices
          legend={t.lecture.status}
          name="bulk_status"
          value={status}
          onChange={setStatus}
          choices={offered(set).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
        />
        <Field
          label={t.lecture.note}
          name="note"
          optional={!noteNeeded}
          maxLength={NOTE_MAX}
          hint={noteNeeded ? t.lecture.noteNeededHint : t.lecture.noteHint}
          value={note}
          onInput={setNote}
          error={(tried && noteWrong && t.lecture.needNote) || fieldError(shown, 'note')}
        />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {t.live.markRest}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** "All present", for a hall that came; not the first thing to do, and not before the lecture. */
export function BulkButton(props: BulkProps) {
  const t = text().live;
  const { counts, note_needed } = props.state;
  const { busy, problem, run } = useAction();
  const [asking, setAsking] = useState(false);
  if (counts.unmarked === 0 && !asking) return null;
  // Outside the lecture's time marks need a note: the dialog has its field.
  const noteNeeded = problem?.code === 'note_needed' ? problem : null;
  const all = async () => {
    if (note_needed) return setAsking(true);
    if (!(await run(() => markRest(props, 'P', '')))) setAsking(true);
  };
  return (
    <>
      <Button kind="quiet" icon="check" busy={busy} onClick={() => void all()}>
        {counts.marked === 0 ? t.allPresent : t.restPresent}
      </Button>
      {asking && <BulkDialog {...props} first={noteNeeded ?? problem} onClose={() => setAsking(false)} />}
    </>
  );
}
