// SPDX-License-Identifier: MIT
// What needs more than a tap: another status with its minutes and a note, what the signs point to, and how the mark came to be.

import { useRef, useState } from 'preact/hooks';
import { post, request } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, signs as signsWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices, focusFirstError, otherThan } from '../../ui/field';
import { checkDraft, MarkFields } from '../../ui/form/mark-fields';
import { sendMark, type SentMark } from '../../ui/later';
import { StatusWord } from '../../ui/class/status';
import { offered } from '../../ui/class/statuses';
import { toast } from '../../ui/toast';
import { isTeacher } from '../../ui/class/part';
import type { Attendance, Mark, MarkPast, Status } from '../../core/types';
import { inRowOrder } from './keys';
import { markPath, type Asked } from './marking';
import { MarkNow, Past } from './past';
import { offerUndo } from './undo';

const text = words(lectureWords, liveWords, signsWords);

interface Props {
  state: Attendance;
  asked: Asked;
  onMarks: (marks: Mark[]) => void;
  /** Somebody else was first: the list is to be read anew. */
  onStale: () => void;
  onClose: () => void;
}

/** Why it is flagged, as far as that is kept. */
function Signs({ signs }: { signs: MarkPast['signs'] }) {
  const said = text().signs;
  if (signs.length === 0) return null;
  return (
    <ul class="flag-signs">
      {signs.map(({ reason, value }) => (
        <li key={reason} data-sign={reason}>
          {said[reason]?.(value ?? '') ?? reason.replaceAll('_', ' ')}
        </li>
      ))}
    </ul>
  );
}

function Flags({ path, mark, teacher, onCleared }: { path: string; mark: Mark; teacher: boolean; onCleared: (next: Mark) => void }) {
  const t = text().live;
  const { busy, problem, run } = useAction();
  const past = useLoad<MarkPast>(`${path}/history`);
  if (mark.flags.length === 0) return null;
  const clear = () =>
    void run(async () => {
      onCleared(await request<Mark>('DELETE', `${path}/flags`));
      toast(t.flagsCleared);
    });
  const know = () =>
    void run(async () => {
      onCleared(await post<Mark>(`${path}/device`));
      toast(t.deviceKnown);
    });
  return (
    <div class="flags">
      {mark.flags.map((flag) => (
        <div key={flag} class="flag" data-flag={flag}>
          <p class="doubt-why">
            <strong>{t.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</strong> {t.flag[flag]?.[1]}
          </p>
          <Signs signs={(past.data?.signs ?? []).filter((one) => one.flag === flag)} />
        </div>
      ))}
      <ProblemNotice problem={problem} />
      {teacher && mark.flags.includes('new_device') && (
        <div>
          <Button icon="device" disabled={busy} onClick={know}>
            {t.knowDevice}
          </Button>
          <p class="muted small">{t.knowHint}</p>
        </div>
      )}
      {teacher && (
        <Button icon="check" busy={busy} onClick={clear}>
          {t.clearFlags}
        </Button>
      )}
    </div>
  );
}

function MarkForm({ state, asked, onMarks, onStale, onClose }: Props) {
  const t = text();
  const { mark } = asked;
  const set = state.classroom.statuses;
  const lecture = state.lecture.id;
  const [status, setStatus] = useState<Status>(asked.wish ?? mark.status ?? 'P');
  const [late, setLate] = useState(mark.minutes_late ? String(mark.minutes_late) : '');
  const [note, setNote] = useState(mark.note ?? '');
  useUnsaved(status, late, note);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const noteNeeded = state.note_needed || problem?.code === 'note_needed';
  const { minutes, lateWrong, noteWrong } = checkDraft({ status, late, note }, noteNeeded);
  const done = ({ next, change, waits }: SentMark, said: string) => {
    if (waits) toast(t.away.kept);
    else {
      onMarks([next]);
      offerUndo(lecture, said, change, onMarks);
    }
    onClose();
  };
  const save = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (lateWrong || noteWrong) return focusFirstError(form.current);
    void run(async () => {
      const body = { status, ...(status === 'L' && minutes ? { minutes_late: minutes } : {}), ...(note.trim() && { note: note.trim() }) };
      done(await sendMark(state, mark, body), t.lecture.saved);
    });
  };
  const clear = () => {
    setTried(true);
    if (noteWrong) return focusFirstError(form.current);
    void run(async () => done(await sendMark(state, mark, null, note.trim()), t.lecture.cleared));
  };
  const reread = () => {
    onStale();
    onClose();
  };
  return (
    <form ref={form} class="form mark-form" onSubmit={save} noValidate>
      <ProblemNotice problem={otherThan(problem, ['minutes_late', 'note'])} />
      {problem?.code === 'changed_meanwhile' && <Button onClick={reread}>{t.live.reread}</Button>}
      <Choices
        legend={t.lecture.status}
        hideLegend
        name="status"
        value={status}
        onChange={setStatus}
        choices={inRowOrder(offered(set, mark.status)).map(({ status: value }) => ({ value, label: <StatusWord set={set} status={value} /> }))}
      />
      <MarkFields status={status} late={late} note={note} noteNeeded={noteNeeded} tried={tried} problem={problem} onLate={setLate} onNote={setNote} />
      <div class="dialog-actions">
        {mark.status && (
          <Button kind="quiet" icon="trash" disabled={busy} onClick={clear}>
            {t.lecture.clear}
          </Button>
        )}
        <Button type="submit" kind="primary" busy={busy}>
          {t.lecture.save}
        </Button>
      </div>
    </form>
  );
}

export function MarkDialog(props: Props) {
  const { state, asked, onMarks, onClose } = props;
  const { mark } = asked;
  const { statuses, timezone } = state.classroom;
  const path = markPath(state.lecture.id, mark.student.id);
  return (
    <Dialog title={text().lecture.markTitle(mark.student.name)} onClose={onClose}>
      <MarkNow mark={mark} set={statuses} zone={timezone} />
      <Flags
        path={path}
        mark={mark}
        teacher={isTeacher(state.classroom)}
        onCleared={(next) => {
          onMarks([next]);
          onClose();
        }}
      />
      <MarkForm {...props} />
      <Past path={path} set={statuses} zone={timezone} />
    </Dialog>
  );
}
