// SPDX-License-Identifier: MIT
// Says what was done to marks, with the way back beside it.

import { post } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { explain, words } from '../../core/text';
import { live as liveWords } from '../../core/text/books';
import { toast } from '../../ui/toast';
import type { BulkAnswer, Mark } from '../../core/types';

const text = words(liveWords);

export function offerUndo(lecture: number, said: string, change: number | null | undefined, onMarks: (marks: Mark[]) => void): void {
  const t = text().live;
  const undo = async () => {
    try {
      const answer = await post<BulkAnswer>(`/api/attendance/${lecture}/undo`, { change });
      onMarks(answer.marks);
      toast(answer.kept?.length ? t.undoneBut(answer.changed, answer.kept.length) : t.undone);
    } catch (error) {
      const { detail, next } = explain(asProblem(error));
      toast([detail, next].filter(Boolean).join(' '));
    }
  };
  toast(said, change ? { label: t.undo, run: () => void undo() } : undefined);
}
