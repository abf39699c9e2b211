// SPDX-License-Identifier: MIT
// One job: how far it is, what it says about each row of a file, and, after a check, the button that applies it.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { importCells as importCellsWords, importMap as importMapWords, office as officeWords, rosters as rosterWords } from '../../core/text/books';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { dayAndTime, facts, number } from '../../core/text/format';
import { OUTCOMES, UNDO_OUTCOMES, type Job, type JobRow, type JobRowPage, type Outcome } from '../../core/types';
import { Columns, importsOf, isAboutColumns } from './import/columns';
import { Undo } from './import/undo';
import { isDryRun, isUndo, JobChip, jobTitle } from './imports';

const text = words(officeWords, importCellsWords, importMapWords, rosterWords);

const POLL_SECONDS = 1;
const REST_SECONDS = 60;

/** Digits of whichever script as ASCII's, and nothing else. */
const digits = (typed: string) =>
  [...typed]
    .map((c) => c.replace(/[\u0660-\u0669]/, (d) => String(d.charCodeAt(0) - 0x660)).replace(/[\u0966-\u096f]/, (d) => String(d.charCodeAt(0) - 0x966)))
    .join('')
    .replace(/\D/g, '');

const isAlive = (job: Job | null) => job?.state === 'waiting' || job?.state === 'running';

function Progress({ job }: { job: Job }) {
  const t = text().office.job;
  return (
    <div class="card job-progress" role="status">
      <p class="row-lead">{t.states[job.state]}</p>
      {job.total ? <progress max={job.total} value={job.done} aria-label={t.states[job.state]} /> : <progress aria-label={t.states[job.state]} />}
      {job.total !== null && <p class="muted">{t.progress(number(job.done), number(job.total))}</p>}
    </div>
  );
}

const CHIP: Record<Outcome, string> = { refused: 'A', created: 'P', updated: 'L', ignored: 'none', unchanged: 'none', noted: 'none', undone: 'P', kept: 'L' };

const outcomesOf = (job: Job) => (isUndo(job) ? UNDO_OUTCOMES : OUTCOMES);

/** An outcome in the reader's words. */
function outcomeWord(outcome: Outcome): string {
  const t = text();
  return outcome === 'undone' || outcome === 'kept' ? t.importMap.outcomes[outcome] : t.office.job.outcomes[outcome];
}

/** The server's sentence is English: other languages have their own, by code. */
function sentenceOf(row: JobRow): string {
  const t = text();
  return (row.code && (t.importCells.reasons[row.code] || t.importMap.reasons[row.code] || t.office.job.reasons[row.code])) || row.sentence;
}

/** The cell that is meant, in the file's own words. */
function Cell({ row }: { row: JobRow }) {
  if (!row.column || (row.column === row.subject && !row.cell)) return null;
  return (
    <p class="job-cell">
      <span class="muted">{text().importCells.column}</span> <bdi class="job-column">{row.column}</bdi>
      {row.cell && (
        <>
          {': '}
          <bdi>
            <q class="job-quote">{row.cell}</q>
          </bdi>
        </>
      )}
    </p>
  );
}

/** What the reading of the whole file came to, where somebody must see it before they apply it. */
function Noted({ job }: { job: Job }) {
  const list = useList<JobRow, JobRowPage>(`/api/user/jobs/${job.id}/rows?outcome=noted`, (answer) => answer.rows);
  const t = text().importCells;
  return (
    <section class="notice notice-info" aria-labelledby="noted" data-testid="job-noted">
      <Icon name="info" />
      <div class="notice-text">
        <h3 id="noted" class="notice-lead">
          {t.noted}
        </h3>
        {list.items?.map((row) => (
          <div key={`${row.row}:${row.code ?? ''}:${row.column ?? ''}`} data-code={row.code ?? ''}>
            <Cell row={row} />
            <p>{sentenceOf(row)}</p>
          </div>
        ))}
        <ProblemNotice problem={list.problem} onRetry={list.reload} />
      </div>
    </section>
  );
}

function Row({ row }: { row: JobRow }) {
  const t = text().office.job;
  const place = [row.file, row.row > 0 && t.row(number(row.row))].filter(Boolean).join(', ');
  const sentence = sentenceOf(row);
  return (
    <li class="row job-row" data-outcome={row.outcome} data-code={row.code ?? ''}>
      <div>
        <p class="row-lead" dir="auto">
          {row.subject || place}
        </p>
        <Cell row={row} />
        {sentence && <p>{sentence}</p>}
        {row.subject && <p class="muted">{place}</p>}
      </div>
      <span class={`chip chip-plain chip-${CHIP[row.outcome]}`}>{outcomeWord(row.outcome)}</span>
    </li>
  );
}

/** The rows behind a choice of outcomes; the refused ones first, since they need somebody's hand. */
function Rows({ job }: { job: Job }) {
  const t = text().office.job;
  const [outcome, setOutcome] = useState<Outcome | ''>(job.rows.refused > 0 ? 'refused' : job.rows.kept > 0 ? 'kept' : '');
  const list = useList<JobRow, JobRowPage>(
    `/api/user/jobs/${job.id}/rows${outcome ? `?outcome=${outcome}` : ''}`,
    (answer) => answer.rows,
  );
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">{t.rows}</h2>
      <fieldset class="choices outcome-choices">
        <legend class="visually-hidden">{t.rows}</legend>
        <div class="choices-row">
          {(['', ...outcomesOf(job)] as const).map((value) =>
            value && job.rows[value] === 0 ? null : (
              <label key={value} class="choice">
                <input type="radio" name="outcome" value={value} checked={outcome === value} onChange={() => setOutcome(value)} />
                <span class="choice-face">
                  {value ? `${outcomeWord(value)} ${number(job.rows[value])}` : t.all}
                </span>
              </label>
            ),
          )}
        </div>
      </fieldset>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <p class="muted">{t.noRows}</p>}
      {list.items && list.items.length > 0 && (
        <ul class="card rows" data-testid="job-rows">
          {list.items.map((row) => (
            <Row key={`${row.file ?? ''}:${row.row}:${row.code ?? ''}`} row={row} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </section>
  );
}

function Apply({ job }: { job: Job }) {
  const t = text();
  const words = t.office.job;
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const { busy, problem, run, clear } = useAction();
  if (job.applied_by) {
    return (
      <LinkButton href={`/jobs/${job.applied_by}`} kind="primary" wide>
        {words.applied}
      </LinkButton>
    );
  }
  const { created, updated, refused } = job.rows;
  if (created + updated === 0) return <Notice>{words.nothingToApply}</Notice>;
  const takes = job.takes_away;
  const asks = takes?.confirm === true;
  const agreed = !asks || Number(digits(said)) === takes.places;
  const apply = () =>
    void run(async () => {
      const next = await post<Job>(`${importsOf(job)}/${job.id}/apply` + (asks ? `?confirm=${takes.places}` : ''));
      navigate(`/jobs/${next.id}`);
    });
  return (
    <>
      <Button kind="primary" wide onClick={() => (clear(), setAsking(true))}>
        {words.apply}
      </Button>
      {asking && (
        <Dialog title={words.applyTitle} onClose={() => setAsking(false)}>
          <p>{words.applyHint(number(created), number(updated), number(refused))}</p>
          {takes && !asks && <Notice>{t.rosters.takesAway.few(number(takes.places), number(takes.of))}</Notice>}
          {asks && (
            <>
              <div class="notice notice-bad" data-testid="takes-away">
                <Icon name="alert" />
                <div class="notice-text">
                  <p class="notice-lead">{t.rosters.takesAway.title}</p>
                  <p>{t.rosters.takesAway.says(number(takes.places), number(takes.of))}</p>
                </div>
              </div>
              <Field
                label={t.rosters.takesAway.field}
                name="places"
                inputMode="numeric"
                value={said}
                onInput={setSaid}
                hint={t.rosters.takesAway.hint(number(takes.places))}
              />
            </>
          )}
          <ProblemNotice problem={problem} />
          <div class="dialog-actions">
            <Button onClick={() => setAsking(false)}>{t.app.cancel}</Button>
            <Button kind="primary" busy={busy} disabled={!agreed} onClick={apply}>
              {words.apply}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Failure({ job }: { job: Job }) {
  const t = text().office.job;
  return (
    <div class="notice notice-bad" role="alert" data-code={job.code}>
      <Icon name="alert" />
      <div class="notice-text">
        {job.code === 'column_missing' && <p class="notice-lead">{text().importCells.missing}</p>}
        <p class={job.code === 'column_missing' ? undefined : 'notice-lead'} dir="auto">
          {job.detail ?? t.failed}
        </p>
        <p>{t.failedNext}</p>
      </div>
    </div>
  );
}

function reportTitle(job: Job): string {
  const t = text();
  return isUndo(job) ? t.importMap.undo.title2 : isDryRun(job) ? t.office.job.dryRunTitle : t.office.job.appliedTitle;
}

function Counts({ job }: { job: Job }) {
  return (
    <dl class="tiles tiles-wide" aria-label={reportTitle(job)}>
      {outcomesOf(job).filter((outcome) => outcome !== 'noted').map((outcome) => (
        <div key={outcome} class="tile" data-rows={outcome}>
          <dt>{outcomeWord(outcome)}</dt>
          <dd>{number(job.rows[outcome])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ended({ job }: { job: Job }) {
  const t = text().office.job;
  const isImport = job.kind.startsWith('import_') || isUndo(job);
  const [dirty, setDirty] = useState(false);
  const hasColumns = isDryRun(job) && job.kind !== 'import_roster';
  return (
    <>
      {job.state === 'failed' && !(hasColumns && isAboutColumns(job)) && <Failure job={job} />}
      {hasColumns && <Columns job={job} onDirty={setDirty} otherwise={isAboutColumns(job) && <Failure job={job} />} />}
      {job.state === 'cancelled' && <Notice>{t.cancelled}</Notice>}
      {job.output && (
        <a class="button button-primary" href={`/api/user/jobs/${job.id}/file`} download={job.output.name}>
          {t.download}
        </a>
      )}
      {isImport && (job.state !== 'failed' || job.undo_until) && (
        <>
          <h2>{reportTitle(job)}</h2>
          <Counts job={job} />
          {job.rows.noted > 0 && <Noted job={job} />}
          {isDryRun(job) && job.state === 'done' && (
            <>
              {!job.applied_by && <p class="muted">{dirty ? text().importMap.firstAgain : t.notYet}</p>}
              {!dirty && <Apply job={job} />}
            </>
          )}
          <Undo job={job} />
          {job.dry_run && (
            <p>
              <a href={`/jobs/${job.dry_run}`}>{isUndo(job) ? text().importMap.undo.ofImport : t.back}</a>
            </p>
          )}
          <Rows key={job.state} job={job} />
        </>
      )}
    </>
  );
}

export function JobPage({ id }: { id: string }) {
  const t = text();
  const loaded = useLoad<Job>(`/api/user/jobs/${encodeURIComponent(id)}`);
  const job = loaded.data;
  const alive = isAlive(job);
  useRefresh(() => void loaded.reload(), alive ? POLL_SECONDS : REST_SECONDS);
  usePageTitle(job ? jobTitle(job) : t.office.imports.title);
  const { busy, problem, run } = useAction();
  const cancel = () =>
    void run(async () => {
      loaded.set(await post<Job>(`/api/user/jobs/${id}/cancel`));
      toast(t.office.job.states.cancelled);
    });
  const home = currentUser()?.role === 'administrator' ? '/imports' : '/';
  const back = job?.classroom_id ? `/classroom/${job.classroom_id}/import` : home;
  const sub = job && facts([job.input?.name, dayAndTime(job.created_at), isDryRun(job) && t.office.job.dryRun]);
  return (
    <div class="reading" data-job-state={job?.state}>
      <PageHead title={job ? jobTitle(job) : t.office.imports.title} back={back} sub={sub}>
        {job && <JobChip job={job} />}
      </PageHead>
      {!job && (loaded.problem ? <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} /> : <Skeleton />)}
      <ProblemNotice problem={problem} />
      {job && alive && (
        <>
          <Progress job={job} />
          <Button busy={busy} onClick={cancel}>
            {t.office.job.cancel}
          </Button>
        </>
      )}
      {job && !alive && <Ended key={job.id} job={job} />}
    </div>
  );
}
