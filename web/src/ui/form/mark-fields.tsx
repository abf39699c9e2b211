// SPDX-License-Identifier: MIT
// What is said of a mark beside its status: how late, and why. In the roll's dialog and in the register's sheet alike.

import type { Problem } from '../../core/api';
import { words } from '../../core/text';
import { lecture as lectureWords, teaching as teachingWords } from '../../core/text/books';
import type { Status } from '../../core/types';
import { Field, fieldError } from '../field';
import { wholeNumber } from '../typed';

const text = words(lectureWords, teachingWords);

const MOST_MINUTES = 1440;
const NOTE_MAX = 300;

interface Draft {
  status: Status | null;
  late: string;
  note: string;
}

/** The minutes typed, null for what is no such number; and what keeps the draft from being sent. Pure. */
export function checkDraft({ status, late, note }: Draft, noteNeeded: boolean) {
  const minutes = late.trim() ? wholeNumber(late, 0, MOST_MINUTES) : 0;
  return { minutes, lateWrong: status === 'L' && minutes === null, noteWrong: noteNeeded && !note.trim() };
}

interface MarkFieldsProps extends Draft {
  noteNeeded: boolean;
  /** Somebody has tried to send it: what is wrong is said. */
  tried: boolean;
  problem: Problem | null;
  onLate: (late: string) => void;
  onNote: (note: string) => void;
}

export function MarkFields({ noteNeeded, tried, problem, onLate, onNote, ...draft }: MarkFieldsProps) {
  const t = text();
  const { lateWrong, noteWrong } = checkDraft(draft, noteNeeded);
  return (
    <>
      {draft.status === 'L' && (
        <Field
          label={t.lecture.minutesLate}
          name="minutes_late"
          inputMode="numeric"
          optional
          value={draft.late}
          onInput={onLate}
          error={tried && lateWrong ? t.professor.needMinutes(0, MOST_MINUTES) : fieldError(problem, 'minutes_late')}
        />
      )}
      <Field
        label={t.lecture.note}
        name="note"
        optional={!noteNeeded}
        value={draft.note}
        onInput={onNote}
        hint={noteNeeded ? t.lecture.noteNeededHint : t.lecture.noteHint}
        error={(tried && noteWrong && t.lecture.needNote) || fieldError(problem, 'note')}
        maxLength={NOTE_MAX}
      />
    </>
  );
}
