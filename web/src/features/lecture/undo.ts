// SPDX-License-Identifier: MIT
// Says what was done to marks, with the way back beside it.

import { post } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { said, words } from '../../core/text';
import { live as liveWords } from '../../core/text/books';
import { toast } from '../../ui/toast';
import type { BulkAnswer, Mark } from '../../core/types';

const text = words(liveWords);

export function offerUndo(lecture: number, done: string, change: number | null | undefined, onMarks: (marks: Mark[]) => void): void {
  const t = text().live;
  const undo = async () => {
    try {
      const answer = await post<BulkAnswer>(`/api/attendance/${lecture}/undo`, { change });
      onMarks(answer.marks);
      toast(answer.kept?.length ? t.undoneBut(answer.changed, answer.kept.length) : t.undone);
    } catch (error) {
      toast(said(asProblem(error)));
    }
  };
  toast(done, change ? { label: t.undo, run: () => void undo() } : undefined);
}
