// SPDX-License-Identifier: MIT
// Long work of everybody: what runs, what failed and why.

import { useEffect, useState } from 'preact/hooks';
import { usePageTitle, useRefresh } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { desk as deskWords, office as officeWords } from '../../core/text/books';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { currentUser } from '../../core/session';
import { dayAndTimeInside } from '../../core/text/format';
import type { OfficeJob } from '../../core/types';

const text = words(deskWords, officeWords);

const STATES = ['failed', 'running', 'waiting', 'done', 'cancelled'] as const;
type State = (typeof STATES)[number];
const CHIPS: Record<State, string> = { failed: 'A', running: 'E', waiting: 'none', done: 'P', cancelled: 'none' };
const REFRESH_SECONDS = 15;

function JobRow({ job }: { job: OfficeJob }) {
  const t = text();
  const said = (job.code && t.refusals[job.code]?.join(' ')) || job.detail;
  const row = (
    <>
      <div>
        <p class="row-lead">{t.office.job.kinds[job.kind] ?? job.kind.replaceAll('_', ' ')}</p>
        <p class="muted small">{t.desk.jobs.by(job.owner.name, dayAndTimeInside(job.finished_at ?? job.created_at))}</p>
        {job.state === 'failed' && said && (
          <p class="small job-why" dir="auto">
            {said}
          </p>
        )}
      </div>
      <span class={`chip chip-plain chip-${CHIPS[job.state]}`}>{t.office.job.states[job.state]}</span>
    </>
  );
  // What it made is its owner's to see.
  return (
    <li data-job={job.id}>
      {job.owner.id === currentUser()?.id ? (
        <a class="row row-link" href={`/jobs/${job.id}`}>
          {row}
        </a>
      ) : (
        <div class="row">{row}</div>
      )}
    </li>
  );
}

export function JobsPage() {
  const t = text();
  const words = t.desk.jobs;
  usePageTitle(words.title);
  const [state, setState] = useState<State | ''>(STATES.find((one) => one === new URLSearchParams(location.search).get('state')) ?? '');
  useEffect(() => history.replaceState(history.state, '', state ? `/jobs?state=${state}` : '/jobs'), [state]);
  const list = useList<OfficeJob, { jobs: OfficeJob[]; next: number | null }>(`/api/admin/jobs${state ? `?state=${state}` : ''}`, (answer) => answer.jobs);
  useRefresh(list.reload, REFRESH_SECONDS);
  return (
    <div class="reading">
      <PageHead title={words.title} back="/system" sub={words.hint} />
      <Choices
        legend={words.show}
        hideLegend
        name="state"
        value={state}
        onChange={setState}
        choices={[{ value: '', label: words.all }, ...STATES.map((value) => ({ value, label: t.office.job.states[value] }))]}
      />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="list" title={words.none} hint={words.noneHint} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows">
          {list.items.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </div>
  );
}
