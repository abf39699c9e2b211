// SPDX-License-Identifier: MIT
// A job under way: watched until it ends.

import { useState } from 'preact/hooks';
import { get } from '../core/api';
import { useRefresh } from '../core/hooks';
import { text } from '../core/text';
import type { Job } from '../core/types';

const POLL_SECONDS = 1;

/** Why a job failed, in the person's language where its code is known; '' when it does not say. */
export const failureOf = ({ code, detail }: Job): string => (code && text().refusals[code]?.join(' ')) || detail || '';

export function RunningJob({ job, says, onEnd }: { job: Job; says: string; onEnd: (job: Job) => void }) {
  const [now, setNow] = useState(job);
  useRefresh(() => {
    void get<Job>(`/api/user/jobs/${job.id}`).then(
      (next) => (next.state === 'waiting' || next.state === 'running' ? setNow(next) : onEnd(next)),
      () => undefined, // asked again
    );
  }, POLL_SECONDS);
  return (
    <div role="status" class="job-progress">
      <p>{says}</p>
      {now.total ? <progress max={now.total} value={now.done} aria-label={says} /> : <progress aria-label={says} />}
    </div>
  );
}
