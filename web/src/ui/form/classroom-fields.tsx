// SPDX-License-Identifier: MIT
// The fields that forms about a classroom share.

import type { Problem } from '../../core/api';
import { words } from '../../core/text';
import { teaching as teachingWords } from '../../core/text/books';
import { Field, fieldError } from '../field';
import { wholeNumber } from '../typed';

const text = words(teachingWords);

interface NamingProps {
  subject: string;
  onSubject: (value: string) => void;
  section: string;
  onSection: (value: string) => void;
  term: string;
  onTerm: (value: string) => void;
  tried: boolean;
  problem: Problem | null;
}

/** What a classroom is called. */
export function NamingFields({ subject, onSubject, section, onSection, term, onTerm, tried, problem }: NamingProps) {
  const t = text().professor;
  return (
    <>
      <Field
        label={t.subject}
        name="subject"
        value={subject}
        onInput={onSubject}
        error={tried && !subject.trim() ? t.needSubject : fieldError(problem, 'subject')}
      />
      <div class="field-pair">
        <Field label={t.section} name="section" optional value={section} onInput={onSection} error={fieldError(problem, 'section')} />
        <Field label={t.term} name="term" optional value={term} onInput={onTerm} error={fieldError(problem, 'term')} />
      </div>
    </>
  );
}

/** The minutes that attendance stays open, and until one is late; null: not a number that may stand. */
export const windowMinutes = (typed: string) => wholeNumber(typed, 1, 240);
export const lateMinutes = (typed: string) => wholeNumber(typed, 0, 240);

interface MinutesProps {
  minutes: string;
  onMinutes: (value: string) => void;
  late: string;
  onLate: (value: string) => void;
  tried: boolean;
  problem: Problem | null;
}

export function MinuteFields({ minutes, onMinutes, late, onLate, tried, problem }: MinutesProps) {
  const t = text().professor;
  return (
    <div class="field-pair">
      <Field
        label={t.windowMinutes}
        name="window_minutes"
        inputMode="numeric"
        value={minutes}
        onInput={onMinutes}
        error={tried && windowMinutes(minutes) === null ? t.needMinutes(1, 240) : fieldError(problem, 'window_minutes')}
      />
      <Field
        label={t.lateAfter}
        name="late_after_minutes"
        inputMode="numeric"
        value={late}
        onInput={onLate}
        error={tried && lateMinutes(late) === null ? t.needMinutes(0, 240) : fieldError(problem, 'late_after_minutes')}
      />
    </div>
  );
}
