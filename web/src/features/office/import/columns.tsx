// SPDX-License-Identifier: MIT
// What each column of a file was taken for, to be put right by hand: the file is then checked again.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../../../core/api';
import { useAction, useLoad } from '../../../core/hooks';
import { words } from '../../../core/text';
import { importMap as importMapWords } from '../../../core/text/books';
import { number } from '../../../core/text/format';
import { navigate } from '../../../core/router';
import type { ImportColumn, ImportSheet, Job } from '../../../core/types';
import { Button, ProblemNotice } from '../../../ui/basics';
import { Icon } from '../../../ui/icons';
import { LecturePicker } from './lecture-picker';

const text = words(importMapWords);

const SAMPLES_SHOWN = 3;
const HEADER_WITHIN = 20;

const CHIPS: Record<ImportColumn['how'], string> = { named: 'P', guessed: 'L', chosen: 'P', remembered: 'P', unknown: 'none', twice: 'none' };

/** Failures that saying what the columns are may mend. */
export const isAboutColumns = (job: Job) => job.code === 'column_missing' || job.code === 'header_missing';

/** Where imports of this job's kind are. */
export const importsOf = (job: Job) => (job.classroom_id ? `/api/classroom/${job.classroom_id}/imports` : '/api/admin/imports');

function nameOf(column: string): string {
  return text().importMap.names[column] ?? column;
}

function Header({ column, sheet }: { column: ImportColumn; sheet: ImportSheet }) {
  const t = text().importMap;
  if (sheet.header === 0) return <>{t.column(column.header)}</>;
  return column.header ? <bdi>{column.header}</bdi> : <span class="muted">{t.noName}</span>;
}

interface CardProps {
  sheet: ImportSheet;
  place: number;
  column: ImportColumn;
  picked: string | null;
  /** By its looks. */
  suggested: string | null;
  onPick: (column: string | null) => void;
}

function Card({ sheet, place, column, picked, suggested, onPick }: CardProps) {
  const t = text().importMap;
  const changed = picked !== suggested;
  const how = suggested === column.column ? column.how : 'guessed';
  return (
    <li class="card column-card" data-place={place} data-how={changed ? 'changed' : how} data-column={picked ?? ''}>
      <div class="column-head">
        <p class="row-lead">
          <Header column={column} sheet={sheet} />
        </p>
        <span class={`chip chip-plain chip-${changed ? 'live' : CHIPS[how]}`}>{changed ? t.changed : t.how[how]}</span>
      </div>
      <ul class="column-samples muted small">
        {column.samples.slice(0, SAMPLES_SHOWN).map((sample, i) => (
          <li key={i}>{sample ? <bdi>{sample}</bdi> : <i>{t.empty}</i>}</li>
        ))}
      </ul>
      <label class="select-field">
        <span>{t.isThis}</span>
        <select name={`column-${place}`} value={picked ?? ''} onChange={(event) => onPick(event.currentTarget.value || null)}>
          <option value="">{t.leaveOut}</option>
          {sheet.known.map((known) => (
            <option key={known} value={known}>
              {nameOf(known)}
            </option>
          ))}
        </select>
      </label>
    </li>
  );
}

/** The first rows as they will be read. */
function Preview({ sheet, picked }: { sheet: ImportSheet; picked: readonly (string | null)[] }) {
  const t = text().importMap;
  const rows = Math.max(0, ...sheet.columns.map((column) => column.samples.length));
  if (rows === 0) return null;
  return (
    <div class="column-preview" role="region" aria-label={t.preview} tabIndex={0}>
      <table>
        <caption>{t.preview}</caption>
        <thead>
          <tr>
            {sheet.columns.map((column, place) => {
              const known = picked[place];
              return (
                <th key={place} scope="col" class={known ? undefined : 'column-out'}>
                  <Header column={column} sheet={sheet} />
                  <span class="column-known">{known ? nameOf(known) : t.leaveOut}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {sheet.columns.map((column, place) => (
                <td key={place} class={picked[place] ? undefined : 'column-out'}>
                  <bdi>{column.samples[row] ?? ''}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ADDRESS = /^\S+@\S+\.\S+$/;

/** What the columns are taken for; an address that nobody named is known by its looks, where there is but one column of them. */
function firstPick(sheet: ImportSheet): (string | null)[] {
  const picked = sheet.columns.map((column) => column.column);
  if (!sheet.known.includes('email') || picked.includes('email')) return picked;
  const looks = (column: ImportColumn) => {
    const filled = column.samples.filter((sample) => sample !== '');
    return column.column === null && column.how === 'unknown' && filled.length > 0 && filled.every((sample) => ADDRESS.test(sample));
  };
  const places = sheet.columns.flatMap((column, place) => (looks(column) ? [place] : []));
  return places.length === 1 ? picked.map((column, place) => (place === places[0] ? 'email' : column)) : picked;
}

const missingOf = (sheet: ImportSheet, picked: readonly (string | null)[]) =>
  sheet.needs.filter((need) => !need.any.some((column) => picked.includes(column)));

const isOfLecture = (need: ImportSheet['needs'][number]) => need.any.includes('lecture_id');

function Missing({ needs, notice }: { needs: ImportSheet['needs']; notice: { current: HTMLDivElement | null } }) {
  const t = text().importMap;
  if (needs.length === 0) return null;
  return (
    <div class="notice notice-bad" ref={notice} tabIndex={-1} data-testid="columns-missing">
      <Icon name="alert" />
      <div class="notice-text">
        <p class="notice-lead">{t.missing}</p>
        <ul>
          {needs.map((need) => {
            const names = need.any.map(nameOf);
            return <li key={need.any.join()}>{names.length > 1 ? t.either(names.join(' · ')) : names[0]}</li>;
          })}
        </ul>
      </div>
    </div>
  );
}

function HeaderRow({ sheet, onChange }: { sheet: ImportSheet; onChange: (row: number) => void }) {
  const t = text().importMap;
  const rows = Array.from({ length: Math.max(HEADER_WITHIN, sheet.header) }, (_, i) => i + 1);
  return (
    <label class="select-field">
      <span>{t.header}</span>
      <select name="header" value={String(sheet.header)} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {rows.map((row) => (
          <option key={row} value={String(row)}>
            {t.headerRow(number(row))}
          </option>
        ))}
        <option value="0">{t.noHeader}</option>
      </select>
    </label>
  );
}

type Dates = ImportSheet['dates'];

/** What goes first in days that nobody can tell. */
function DatesChoice({ value, onChange }: { value: Dates; onChange: (dates: Dates) => void }) {
  const t = text().importMap.dates;
  return (
    <label class="select-field">
      <span>{t.title}</span>
      <select name="dates" value={value} onChange={(event) => onChange(event.currentTarget.value as Dates)}>
        <option value="as_found">{t.found}</option>
        <option value="day_first">{t.dayFirst}</option>
        <option value="month_first">{t.monthFirst}</option>
      </select>
    </label>
  );
}

const again = async (job: Job, body: object) => {
  const next = await post<Job>(`${importsOf(job)}/${job.id}/columns`, body);
  navigate(`/jobs/${next.id}`);
};

interface ChoiceProps {
  job: Job;
  sheet: ImportSheet;
  onDirty: (dirty: boolean) => void;
}

function Choice({ job, sheet, onDirty }: ChoiceProps) {
  const t = text().importMap;
  const [first] = useState(() => firstPick(sheet));
  const [picked, setPicked] = useState<readonly (string | null)[]>(first);
  const [remember, setRemember] = useState(true);
  const notice = useRef<HTMLDivElement | null>(null);
  const { busy, problem, run } = useAction();
  const [dates, setDates] = useState<Dates>(sheet.dates);
  const moved = sheet.columns.some((column, place) => column.column !== picked[place]);
  const dirty = moved || dates !== sheet.dates;
  useEffect(() => onDirty(dirty), [dirty]);
  const [lecture, setLecture] = useState('');
  // A lecture that is chosen for all rows is the other way to say which it was.
  const bare = missingOf(sheet, picked);
  const unsaid = job.classroom_id !== null && bare.some(isOfLecture);
  const missing = lecture ? bare.filter((need) => !isOfLecture(need)) : bare;
  const said = { ...(sheet.dates_asked && { dates }), ...(unsaid && lecture && { lecture: Number(lecture) }) };
  const check = (body: object) => void run(() => again(job, { ...body, ...said }));
  // A column of ours is one column of the file.
  const pick = (place: number, column: string | null) =>
    setPicked(picked.map((before, i) => (i === place ? column : before === column ? null : before)));
  const submit = (event: Event) => {
    event.preventDefault();
    if (missing.length > 0) notice.current?.focus();
    else check({ header: sheet.header, remember, columns: picked.map((column, place) => ({ place, column })) });
  };
  return (
    <form class="columns-form" onSubmit={submit}>
      <Missing needs={missing} notice={notice} />
      {unsaid && job.classroom_id !== null && (
        <LecturePicker classroom={job.classroom_id} label={t.allOfLecture} value={lecture} onChange={setLecture} />
      )}
      <ul class="column-cards">
        {sheet.columns.map((column, place) => (
          <Card
            key={place}
            sheet={sheet}
            place={place}
            column={column}
            picked={picked[place] ?? null}
            suggested={first[place] ?? null}
            onPick={(known) => pick(place, known)}
          />
        ))}
      </ul>
      <Preview sheet={sheet} picked={picked} />
      <HeaderRow sheet={sheet} onChange={(header) => check({ header })} />
      {sheet.dates_asked && <DatesChoice value={dates} onChange={setDates} />}
      {moved && sheet.header > 0 && (
        <label class="tick-field">
          <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.currentTarget.checked)} />
          <span>{t.remember}</span>
        </label>
      )}
      <ProblemNotice problem={problem} />
      {(dirty || isAboutColumns(job)) && (
        <Button type="submit" kind="primary" wide busy={busy}>
          {t.again}
        </Button>
      )}
    </form>
  );
}

/** Of a register that lies across, whose headings are the days: no column of it is chosen. */
function HeadingDates({ job, sheet }: { job: Job; sheet: ImportSheet }) {
  const { busy, problem, run } = useAction();
  return (
    <section class="columns" data-testid="heading-dates">
      <DatesChoice value={sheet.dates} onChange={(dates) => void run(() => again(job, { dates }))} />
      {busy && <p class="muted">{text().importMap.again}</p>}
      <ProblemNotice problem={problem} />
    </section>
  );
}

/** How the letters of a text are written, where the file does not say it. */
function Letters({ job, sheet }: { job: Job; sheet: ImportSheet }) {
  const t = text().importMap;
  const { busy, problem, run } = useAction();
  if (sheet.encoding === null) return null;
  const chosen = sheet.columns.flatMap((column, place) => (column.how === 'chosen' ? [{ place, column: column.column }] : []));
  const read = (encoding: string) =>
    void run(() => again(job, chosen.length > 0 ? { encoding, header: sheet.header, columns: chosen } : { encoding }));
  return (
    <section class="card letters" aria-labelledby="letters" data-testid="letters">
      <h2 id="letters">{t.letters.title}</h2>
      <p class="muted small">{sheet.encoding_said ? t.letters.said : t.letters.hint}</p>
      <label class="select-field">
        <span class="visually-hidden">{t.letters.title}</span>
        <select name="encoding" disabled={busy} value={sheet.encoding} onChange={(event) => read(event.currentTarget.value)}>
          {sheet.encodings.includes(sheet.encoding) || <option value={sheet.encoding}>{sheet.encoding}</option>}
          {sheet.encodings.map((name) => (
            <option key={name} value={name}>
              {`${t.encodings[name] ?? ''} (${name})`}
            </option>
          ))}
          {sheet.encoding_said && <option value="">{t.letters.guess}</option>}
        </select>
      </label>
      <ProblemNotice problem={problem} />
    </section>
  );
}

/** Nothing that somebody has to look at. */
const isCertain = (sheet: ImportSheet) =>
  sheet.columns.every((column) => column.how === 'named' || column.how === 'chosen' || column.how === 'remembered' || column.header === '');

interface ColumnsProps {
  job: Job;
  /** Something is chosen that the file was not checked with. */
  onDirty: (dirty: boolean) => void;
  /** Where there are no columns to choose. */
  otherwise: ComponentChildren;
}

export function Columns({ job, onDirty, otherwise }: ColumnsProps) {
  const t = text().importMap;
  const loaded = useLoad<ImportSheet>(`/api/user/jobs/${job.id}/columns`);
  const [open, setOpen] = useState(false);
  const sheet = loaded.data;
  if (!sheet) return <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} />;
  const letters = job.dry_run === null ? <Letters job={job} sheet={sheet} /> : null;
  if (sheet.columns.length === 0)
    return (
      <>
        {letters}
        {sheet.dates_asked ? <HeadingDates job={job} sheet={sheet} /> : otherwise}
      </>
    );
  const byHand = isAboutColumns(job);
  const shown = open || byHand || sheet.dates_asked || !isCertain(sheet);
  const remembered = sheet.columns.some((column) => column.how === 'remembered');
  return (
    <section class="columns" aria-labelledby="columns" data-testid="columns">
      <h2 id="columns">{byHand ? t.handTitle : t.title}</h2>
      {letters}
      {remembered && <p class="muted">{t.asLastTime}</p>}
      {shown ? (
        <>
          <p class="muted">{byHand ? t.handHint : t.hint}</p>
          <Choice job={job} sheet={sheet} onDirty={onDirty} />
        </>
      ) : (
        <div class="card columns-brief">
          {!remembered && <p>{t.allKnown(number(sheet.columns.length))}</p>}
          <p class="muted small">
            {sheet.columns
              .filter((column) => column.column !== null)
              .map((column, i) => (
                <span key={column.column}>
                  {i > 0 && ' · '}
                  <Header column={column} sheet={sheet} />: {nameOf(column.column ?? '')}
                </span>
              ))}
          </p>
          <Button onClick={() => setOpen(true)}>{t.change}</Button>
        </div>
      )}
    </section>
  );
}
