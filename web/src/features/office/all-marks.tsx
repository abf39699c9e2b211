// SPDX-License-Identifier: MIT
// All marks of what the report is about, as a file that the server makes in its own time.

import { useEffect, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { exports as exportsWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { failureOf, RunningJob } from '../../ui/running-job';
import type { Job } from '../../core/types';

const text = words(exportsWords);

export type MarksAsked = Partial<Record<'from' | 'to' | 'term' | 'department', string>>;

export function AllMarks({ asked }: { asked: MarksAsked }) {
  const t = text().exports;
  const [job, setJob] = useState<Job | null>(null);
  const { busy, problem, run } = useAction();
  const key = JSON.stringify(asked);
  // Another question, another file.
  useEffect(() => setJob(null), [key]);
  const make = () => void run(async () => setJob(await post<Job>('/api/admin/export/marks', asked)));
  const running = job?.state === 'waiting' || job?.state === 'running';
  return (
    <section class="card" aria-labelledby="all-marks">
      <h2 id="all-marks">{t.marks}</h2>
      <p class="muted">{t.marksHint}</p>
      <ProblemNotice problem={problem} />
      {job && running && <RunningJob key={job.id} job={job} says={t.marksMaking} onEnd={setJob} />}
      {job?.state === 'failed' && (
        <p role="alert">
          {t.marksFailed} {failureOf(job)}
        </p>
      )}
      {job?.state === 'done' && <p role="status">{t.marksReady}</p>}
      {!running && (
        <div class="actions">
          {job?.state === 'done' && job.output ? (
            <a class="button button-primary" href={`/api/user/jobs/${job.id}/file`} download={job.output.name}>
              {t.marksSave}
            </a>
          ) : (
            <Button icon="download" busy={busy} onClick={make}>
              {t.marksMake}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
