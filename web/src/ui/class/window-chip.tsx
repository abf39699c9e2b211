// SPDX-License-Identifier: MIT

import { now } from '../../core/clock';
import { words } from '../../core/text';
import { teaching as teachingWords } from '../../core/text/books';
import type { Counts, Lecture } from '../../core/types';
import { expected } from './statuses';

const text = words(teachingWords);

/** Where a lecture's attendance stands, in one chip. */
export function WindowChip({ lecture, counts }: { lecture: Lecture; counts?: Counts | undefined }) {
  const t = text();
  const chip = (kind: string, words: string) => (
    <span class={`chip chip-${kind}`}>
      <span class="chip-word">{words}</span>
    </span>
  );
  if (lecture.cancelled) return chip('none', t.student.cancelled);
  if (lecture.window?.state === 'open') return chip('live', t.classroom.open);
  if (lecture.window?.state === 'closed') {
    return chip('none', counts ? t.classroom.came(counts.attended, expected(counts)) : t.classroom.closed);
  }
  if (Date.parse(lecture.ends_at) >= now()) return chip('none', t.classroom.scheduled);
  if (!lecture.taken) return chip('none', t.classroom.notTaken);
  return chip('none', counts ? t.classroom.came(counts.attended, expected(counts)) : t.classroom.taken);
}
