// SPDX-License-Identifier: MIT
// A file that the server makes in its own time: asked for, waited for, saved.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { exports as exportsWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { failureOf, RunningJob } from '../../ui/running-job';
import type { Job } from '../../core/types';

const text = words(exportsWords);

interface Asked {
  /** Of the heading, alone on its page. */
  id: string;
  title: string;
  hint: string;
  path: '/api/admin/export/marks' | '/api/admin/export/roster';
  body?: Record<string, string>;
}

/** Another question is another file: give it a `key` of what is asked. */
export function JobFile({ id, title, hint, path, body }: Asked) {
  const t = text().exports;
  const [job, setJob] = useState<Job | null>(null);
  const { busy, problem, run } = useAction();
  const make = () => void run(async () => setJob(await post<Job>(path, body)));
  const running = job?.state === 'waiting' || job?.state === 'running';
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="muted">{hint}</p>
      <ProblemNotice problem={problem} />
      {job && running && <RunningJob key={job.id} job={job} says={t.fileMaking} onEnd={setJob} />}
      {job?.state === 'failed' && (
        <p role="alert">
          {t.fileFailed} {failureOf(job)}
        </p>
      )}
      {job?.state === 'done' && <p role="status">{t.fileReady}</p>}
      {!running && (
        <div class="actions">
          {job?.state === 'done' && job.output ? (
            <a class="button button-primary" href={`/api/user/jobs/${job.id}/file`} download={job.output.name}>
              {t.fileSave}
            </a>
          ) : (
            <Button icon="download" busy={busy} onClick={make}>
              {t.fileMake}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
