// SPDX-License-Identifier: MIT
// Files that bring people, rosters, marks and lectures: chosen here, checked first, applied on the job's own page.

import { useRef, useState } from 'preact/hooks';
import { request } from '../../core/api';
import { useAction, usePageTitle, useRefresh } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { desk as deskWords, exports as exportsWords, importCells as importCellsWords, office as officeWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { Choices, Field } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import { navigate } from '../../core/router';
import { dayAndTime, facts, fileSize } from '../../core/text/format';
import type { Job, JobPage } from '../../core/types';
import { LecturePicker } from './import/lecture-picker';
import { JobFile } from './job-file';

const text = words(deskWords, exportsWords, importCellsWords, officeWords);

const REFRESH_SECONDS = 5;
const TABLE = '.csv,.txt,.tsv,.xlsx,.ods,text/csv';

interface Format {
  /** Into a classroom; otherwise into the institution. */
  ofClassroom: boolean;
  accept: string;
  /** What is asked for beside the file. */
  asks: readonly ('mail' | 'timezone' | 'lecture')[];
}

/** The formats, as src/school/imports/import_format.c lists them; their words stand in the texts. */
const FORMATS = {
  users: { ofClassroom: false, accept: TABLE, asks: ['mail'] },
  roster: { ofClassroom: false, accept: '.zip,application/zip', asks: ['mail', 'timezone'] },
  students: { ofClassroom: true, accept: TABLE, asks: [] },
  marks: { ofClassroom: true, accept: TABLE, asks: ['lecture'] },
  lectures: { ofClassroom: true, accept: TABLE, asks: [] },
} satisfies Record<string, Format>;

type Kind = keyof typeof FORMATS;

const kindsOf = (ofClassroom: boolean): Kind[] => (Object.keys(FORMATS) as Kind[]).filter((kind) => FORMATS[kind].ofClassroom === ofClassroom);

function FilePicker({ accept, file, onChosen }: { accept: string; file: File | null; onChosen: (file: File) => void }) {
  const t = text().office.imports;
  return (
    <div class="file-picker">
      <label class="button button-plain picker">
        <Icon name="plus" />
        <span>{file ? t.chosen : t.file}</span>
        <input
          type="file"
          class="visually-hidden"
          accept={accept}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) onChosen(chosen);
          }}
        />
      </label>
      {file && (
        <p class="file-name" dir="auto">
          <strong><bdi>{file.name}</bdi></strong> <span class="muted">{fileSize(file.size)}</span>
        </p>
      )}
    </div>
  );
}

/** The address that takes the file; `options` as the kind has them. */
function address(kind: Kind, classroom: string | undefined, file: File, options: Record<string, string>): string {
  const params = new URLSearchParams({ name: file.name, ...options });
  return classroom ? `/api/classroom/${classroom}/imports/${kind}?${params}` : `/api/admin/imports/${kind}?${params}`;
}

function ImportForm({ kinds, classroom }: { kinds: readonly Kind[]; classroom?: string }) {
  const t = text();
  const words = t.office.imports;
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'users');
  const [file, setFile] = useState<File | null>(null);
  const { mail: sends } = useInstitution();
  const [mail, setMail] = useState(true);
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [lecture, setLecture] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, problem, run, clear } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const { accept, asks }: Format = FORMATS[kind];
  const options = {
    ...(asks.includes('mail') && mail && sends && { mail: 'yes' }),
    ...(asks.includes('timezone') && { timezone: zone.trim() }),
    ...(asks.includes('lecture') && lecture && { lecture }),
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!file) return;
    void run(async () => {
      const job = await request<Job>('POST', address(kind, classroom, file, options), { octets: file });
      navigate(`/jobs/${job.id}`);
    });
  };
  return (
    <form ref={form} class="card form office-form" onSubmit={submit} noValidate>
      <Choices
        legend={words.kind}
        name="kind"
        value={kind}
        onChange={(next) => {
          setKind(next);
          setFile(null);
          clear();
        }}
        choices={kinds.map((value) => ({ value, label: words[value] }))}
      />
      <p class="muted">{words.columns[kind]}</p>
      {kind !== 'roster' && <p class="muted small">{t.importCells.anyName}</p>}
      <FilePicker key={kind} accept={accept} file={file} onChosen={setFile} />
      {tried && !file && <p class="field-error">{words.noFile}</p>}
      {asks.includes('timezone') && <Field label={words.timezone} name="timezone" value={zone} onInput={setZone} />}
      {asks.includes('lecture') && classroom && <LecturePicker classroom={classroom} value={lecture} onChange={setLecture} />}
      {asks.includes('mail') && (
        <label class="tick-field">
          <input type="checkbox" checked={mail && sends} disabled={!sends} onChange={(event) => setMail(event.currentTarget.checked)} />
          <span>
            {words.mail}
            <span class="muted small">{sends ? words.mailHint : text().desk.noMail.import}</span>
          </span>
        </label>
      )}
      <ProblemNotice problem={problem} />
      <Button type="submit" kind="primary" wide busy={busy}>
        {words.check}
      </Button>
    </form>
  );
}

/** Whether the job takes an import back. */
export const isUndo = (job: Job) => job.kind.startsWith('undo_');

export function jobTitle(job: Job): string {
  const { kinds } = text().office.job;
  return kinds[job.kind] ?? job.kind.replaceAll('_', ' ');
}

/** Whether the job is the check of an import, which changes nothing. */
export const isDryRun = (job: Job) => job.kind.startsWith('import_') && job.dry_run === null;

const CHIPS: Record<Job['state'], string> = { waiting: 'none', running: 'live', done: 'P', failed: 'A', cancelled: 'none' };

export function JobChip({ job }: { job: Job }) {
  return (
    <span class={`chip chip-plain chip-${CHIPS[job.state]}`} data-state={job.state}>
      {text().office.job.states[job.state]}
    </span>
  );
}

function Jobs({ classroom }: { classroom?: string }) {
  const t = text();
  const list = useList<Job, JobPage>('/api/user/jobs', (answer) => answer.jobs);
  const jobs = list.items?.filter((job) => !classroom || job.classroom_id === Number(classroom));
  const alive = jobs?.some((job) => job.state === 'waiting' || job.state === 'running') ?? false;
  useRefresh(() => alive && list.reload(), REFRESH_SECONDS);
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs">{t.office.imports.jobs}</h2>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!jobs && !list.problem && <Skeleton />}
      {jobs?.length === 0 && <Empty icon="upload" title={t.office.imports.noJobs} hint={t.office.imports.noJobsHint} />}
      {jobs && jobs.length > 0 && (
        <ul class="card rows">
          {jobs.map((job) => (
            <li key={job.id} class="row-beside">
              <a class="row row-link" href={`/jobs/${job.id}`} data-job={job.id}>
                <div>
                  <p class="row-lead">{jobTitle(job)}</p>
                  <p class="muted">
                    {facts([job.input?.name, dayAndTime(job.created_at), isDryRun(job) && t.office.job.dryRun])}
                  </p>
                </div>
                <JobChip job={job} />
              </a>
              {job.output && (
                <a class="button button-quiet" href={`/api/user/jobs/${job.id}/file`} download={job.output.name}>
                  {t.office.job.download}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </section>
  );
}

export function ImportsPage() {
  const t = text();
  usePageTitle(t.office.imports.title);
  return (
    <div class="reading">
      <PageHead title={t.office.imports.title} back="/people" sub={t.office.imports.hint} />
      <ImportForm kinds={kindsOf(false)} />
      <JobFile id="roster" title={t.exports.roster} hint={t.exports.rosterHint} path="/api/admin/export/roster" />
      <Jobs />
    </div>
  );
}

export function ClassImportsPage({ classroom, path }: { classroom: string; path: string }) {
  const t = text();
  return (
    <ClassFrame id={classroom} path={path} title={t.office.imports.classTitle}>
      <div class="reading">
        <p class="muted">{t.office.imports.hint}</p>
        <ImportForm kinds={kindsOf(true)} classroom={classroom} />
        <Jobs classroom={classroom} />
      </div>
    </ClassFrame>
  );
}
