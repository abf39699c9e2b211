// SPDX-License-Identifier: MIT
// A copy of one's own data; and asking to be forgotten, and what became of it.

import { useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { Button, ProblemNotice } from '../../ui/basics';
import { text } from './words';
import { longDay } from '../../core/text/format';
import { failureOf, RunningJob } from '../../ui/running-job';
import type { ErasureAsk, Job } from '../../core/types';

const PATH = '/api/user/erasure-request';

/** Everything about oneself, as a file: made in the background, and one's own for a week. */
export function CopySection() {
  const t = text().ownCopy;
  const [job, setJob] = useState<Job | null>(null);
  const { busy, problem, run } = useAction();
  const make = () => void run(async () => setJob(await post<Job>('/api/user/export')));
  const ended = job !== null && job.state !== 'waiting' && job.state !== 'running';
  return (
    <section class="card" aria-labelledby="copy" data-copy={job?.state}>
      <h2 id="copy">{t.title}</h2>
      <p class="muted">{t.hint}</p>
      <ProblemNotice problem={problem} />
      {job && !ended && <RunningJob job={job} says={t.making} onEnd={setJob} />}
      {job?.state === 'failed' && <p class="field-error">{failureOf(job)}</p>}
      {job?.state === 'done' && (
        <p>
          {t.ready}{' '}
          <a href={`/api/user/jobs/${job.id}/file`} download={job.output?.name ?? 'data.zip'}>
            {t.download}
          </a>
        </p>
      )}
      {(!job || ended) && (
        <Button busy={busy} onClick={make}>
          {t.make}
        </Button>
      )}
    </section>
  );
}

export function ForgottenSection() {
  const t = text().forgotten;
  const ask = useLoad<ErasureAsk>(PATH);
  const { busy, problem, run } = useAction();
  const send = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work();
      await ask.reload();
    });
  const data = ask.data;
  const waits = data?.asked_at && !data.refused_at;
  return (
    <section class="card" aria-labelledby="forgotten">
      <h2 id="forgotten">{t.title}</h2>
      <p class="muted">{t.hint}</p>
      <ProblemNotice problem={problem ?? ask.problem} />
      {waits && data.asked_at && <p>{t.asked(longDay(data.asked_at))}</p>}
      {data?.refused_at && (
        <>
          <p>{t.refused(longDay(data.refused_at))}</p>
          <p class="note" dir="auto">
            {data.reason}
          </p>
        </>
      )}
      {data && (
        <Button busy={busy} onClick={() => send(() => (waits ? remove(PATH) : post(PATH)))}>
          {waits ? t.takeBack : data.refused_at ? t.again : t.ask}
        </Button>
      )}
    </section>
  );
}
