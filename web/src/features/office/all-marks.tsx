// SPDX-License-Identifier: MIT
// All marks of what the report is about, as a file that the server makes in its own time.

import { words } from '../../core/text';
import { exports as exportsWords } from '../../core/text/books';
import { JobFile } from './job-file';

const text = words(exportsWords);

export type MarksAsked = Partial<Record<'from' | 'to' | 'term' | 'department', string>>;

export function AllMarks({ asked }: { asked: MarksAsked }) {
  const t = text().exports;
  return (
    <JobFile key={JSON.stringify(asked)} id="all-marks" title={t.marks} hint={t.marksHint} path="/api/admin/export/marks" body={asked} />
  );
}
