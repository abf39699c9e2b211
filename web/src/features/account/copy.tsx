// SPDX-License-Identifier: MIT
// Everything that is kept about oneself, as a file.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { toast } from '../../ui/toast';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { copy as copyWords, own as ownWords } from '../../core/text/books';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { failureOf, RunningJob } from '../../ui/running-job';
import { longDay } from '../../core/text/format';
import type { Answers, Job, JobPage } from '../../core/types';

const text = words(ownWords, copyWords);

const KIND = 'export_person';

function save(name: string, value: unknown): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(value)}\n`], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** By itself: it is made on the way and never lies on the server as a file. */
export function TemplateSection() {
  const t = text().copy;
  const [wanted, setWanted] = useState(false);
  const { busy, problem, run } = useAction();
  const get = () =>
    void run(async () => {
      save('face-template.json', await post<Answers['postUserExportTemplate']>('/api/user/export/template'));
      toast(t.saved);
    });
  const none = problem?.code === 'face_not_enrolled';
  return (
    <section class="card form" aria-labelledby="template">
      <h2 id="template">{t.template}</h2>
      <p class="muted">{t.templateHint}</p>
      <label class="tick-box">
        <input type="checkbox" checked={wanted} onChange={(event) => setWanted(event.currentTarget.checked)} />
        <span>{t.wanted}</span>
      </label>
      {none ? <p role="alert">{t.none}</p> : <ProblemNotice problem={problem} />}
      {wanted && (
        <div class="actions">
          <Button busy={busy} onClick={get}>
            {t.save}
          </Button>
        </div>
      )}
    </section>
  );
}

export function CopySection() {
  const all = text();
  const t = all.own.me;
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
      <details>
        <summary>{all.copy.inside}</summary>
        <p class="muted">{all.copy.insideHint}</p>
      </details>
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
