// SPDX-License-Identifier: MIT
// Mark a student by hand, or clear the mark again.

import { useState } from 'preact/hooks';
import { put, remove } from '../api';
import { useAction } from '../hooks';
import { Button, ProblemNotice } from '../parts/basics';
import { Dialog } from '../parts/dialog';
import { Choices, Field, fieldError, otherThan } from '../parts/field';
import { toast } from '../parts/toast';
import { text } from '../text';
import { STATUSES, type Mark, type Status } from '../types';
import { wholeNumber } from './classroom-new';

const MOST_MINUTES = 1440;

interface Props {
  lecture: number;
  mark: Mark;
  onChanged: (mark: Mark) => void;
  onClose: () => void;
}

export function MarkDialog({ lecture, mark, onChanged, onClose }: Props) {
  const t = text();
  const [status, setStatus] = useState<Status>(mark.status ?? 'P');
  const [late, setLate] = useState(mark.minutes_late ? String(mark.minutes_late) : '');
  const [note, setNote] = useState(mark.note ?? '');
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const path = `/api/attendance/${lecture}/marks/${mark.student.id}`;
  const minutes = late.trim() ? wholeNumber(late, 0, MOST_MINUTES) : 0;
  const lateWrong = status === 'L' && minutes === null;
  const save = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (lateWrong) return;
    void run(async () => {
      const next = await put<Mark>(path, {
        status,
        ...(status === 'L' && minutes ? { minutes_late: minutes } : {}),
        ...(note.trim() && { note: note.trim() }),
      });
      toast(t.lecture.saved);
      onChanged(next);
    });
  };
  const clear = () =>
    void run(async () => {
      await remove(path);
      toast(t.lecture.cleared);
      onChanged({ ...mark, status: null, minutes_late: null, method: null, marked_at: null, marked_by: null, note: null, flags: [] });
    });
  return (
    <Dialog title={t.lecture.markTitle(mark.student.name)} onClose={onClose}>
      <form class="form" onSubmit={save} noValidate>
        <ProblemNotice problem={otherThan(problem, ['minutes_late', 'note'])} />
        {mark.flags.includes('liveness_doubt') && <p class="doubt-why">{t.policy.doubtHint}</p>}
        <Choices
          legend={t.lecture.status}
          name="status"
          value={status}
          onChange={setStatus}
          choices={STATUSES.map((value) => ({
            value,
            label: (
              <span class={`status-choice status-choice-${value}`}>
                <span class="chip-letter" aria-hidden="true">
                  {value}
                </span>
                {t.status[value]}
              </span>
            ),
          }))}
        />
        {status === 'L' && (
          <Field
            label={t.lecture.minutesLate}
            name="minutes_late"
            inputMode="numeric"
            optional
            value={late}
            onInput={setLate}
            error={tried && lateWrong ? t.professor.needMinutes(0, MOST_MINUTES) : fieldError(problem, 'minutes_late')}
          />
        )}
        <Field
          label={t.lecture.note}
          name="note"
          optional
          value={note}
          onInput={setNote}
          hint={t.lecture.noteHint}
          error={fieldError(problem, 'note')}
          maxLength={500}
        />
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
    </Dialog>
  );
}
