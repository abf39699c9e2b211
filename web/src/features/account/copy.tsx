// SPDX-License-Identifier: MIT
// Everything that is kept about oneself, as a file.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { failureOf, RunningJob } from '../../ui/running-job';
import { longDay } from '../../core/text/format';
import type { Job, JobPage } from '../../core/types';

const text = words(ownWords);

const KIND = 'export_person';

export function CopySection() {
  const t = text().own.me;
  const jobs = useLoad<JobPage>('/api/user/jobs?limit=50');
  const { busy, problem, run } = useAction();
  const [made, setMade] = useState(0);
  // An administrator's list has copies for others, too: one's own goes by its name, or was made just now.
  const name = `person-${currentUser()?.id}.zip`;
  const last = jobs.data?.jobs.find((job) => job.kind === KIND && (job.id === made || job.output?.name === name));
  const put = (job: Job) => jobs.set((old) => ({ ...old, jobs: [job, ...old.jobs.filter((one) => one.id !== job.id)] }));
  const make = () =>
    void run(async () => {
      const job = await post<Job>('/api/user/export');
      setMade(job.id);
      put(job);
    });
  const running = last?.state === 'waiting' || last?.state === 'running';
  return (
    <section class="card" aria-label={t.exportTitle}>
      <p class="muted">{t.exportHint}</p>
      <ProblemNotice problem={problem ?? jobs.problem} />
      {!jobs.data && !jobs.problem && <Skeleton rows={1} />}
      {last && running && <RunningJob key={last.id} job={last} says={t.exportMaking} onEnd={put} />}
      {last?.state === 'failed' && (
        <p role="alert">
          {t.exportFailed} {failureOf(last)}
        </p>
      )}
      {last?.state === 'done' && last.output && (
        <p>
          {t.exportReady} <span class="muted">{last.finished_at && longDay(last.finished_at)}</span>
        </p>
      )}
      {jobs.data && !running && (
        <div class="actions">
          {last?.state === 'done' && last.output && (
            <a class="button button-primary" href={`/api/user/jobs/${last.id}/file`} download={last.output.name}>
              {t.exportSave}
            </a>
          )}
          <Button busy={busy} onClick={make}>
            {t.exportMake}
          </Button>
        </div>
      )}
    </section>
  );
}
