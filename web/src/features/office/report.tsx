// SPDX-License-Identifier: MIT
// The institution in numbers: by week, term, department and professor, who uses the face check; and all of it as a file.

import { useEffect, useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useLoad, usePageTitle } from '../../core/hooks';
import { Select } from '../../ui/area';
import { Avatar } from '../../ui/avatar';
import { Empty, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Columns, Share } from '../../ui/chart';
import { Choices, Field } from '../../ui/field';
import { SpotSummary } from '../../ui/class/spot-figures';
import { currentLanguage, words } from '../../core/text';
import { admin as adminWords, desk as deskWords, figures as figuresWords } from '../../core/text/books';
import { number, percent, shortDay } from '../../core/text/format';
import type { Report, ReportFigures } from '../../core/types';
import { AllMarks } from './all-marks';
import { startOf } from './audit';
import { Bars, reasonOf } from './overview';

const text = words(adminWords, deskWords, figuresWords);

interface GroupLine {
  key: string;
  name: string;
  classrooms: number;
  figures: ReportFigures;
  person?: number;
}

function Group({ line }: { line: GroupLine }) {
  const t = text();
  const words = t.figures.report;
  const { figures } = line;
  const name = <bdi>{line.name}</bdi>;
  return (
    <li class="row row-wrap report-row">
      {line.person !== undefined && <Avatar id={line.person} name={line.name} />}
      <div>
        <p class="row-lead">{line.person !== undefined ? <a href={`/people/${line.person}`}>{name}</a> : name}</p>
        <p class="muted small">{words.group(line.classrooms, number(figures.taken), number(figures.lectures))}</p>
      </div>
      <div class="row-share">
        <Share percentage={figures.percentage} words={words.of(number(figures.attended), number(figures.expected))} label={line.name} />
      </div>
    </li>
  );
}

function Groups({ id, title, lines, cut }: { id: string; title: string; lines: readonly GroupLine[]; cut: number }) {
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="card rows">
        {lines.map((line) => (
          <Group key={line.key} line={line} />
        ))}
      </ul>
      {cut > 0 && <p class="muted small">{text().figures.report.cut(number(cut))}</p>}
    </section>
  );
}

/** The same numbers as the picture, to be read one by one. */
function WeeksTable({ report }: { report: Report }) {
  const t = text().desk.report;
  const weeks = report.weeks.filter((week) => week.figures.expected > 0);
  return (
    <details class="as-table">
      <summary>{t.rows}</summary>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t.week}</th>
            <th scope="col">{t.came}</th>
            <th scope="col">{t.expected}</th>
            <th scope="col">{t.share}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map(({ begins, figures }) => (
            <tr key={begins}>
              <th scope="row">{shortDay(begins)}</th>
              <td>{number(figures.attended)}</td>
              <td>{number(figures.expected)}</td>
              <td>{figures.percentage === null ? '–' : percent(figures.percentage)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** What became of everybody who was expected: one bar, and below it each part by name, count and share. */
function Marked({ figures }: { figures: ReportFigures }) {
  const t = text();
  const words = t.figures.report;
  const parts = [
    { key: 'present', name: t.status.P, count: figures.present },
    { key: 'late', name: t.status.L, count: figures.late },
    { key: 'excused', name: t.status.E, count: figures.excused },
    { key: 'absent', name: t.status.A, count: figures.absent },
    { key: 'other', name: words.other, count: figures.other },
  ].filter((part) => part.key !== 'other' || part.count > 0);
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <section class="sum marked" aria-labelledby="marked">
      <h2 id="marked" class="sum-label">
        {words.marked}
      </h2>
      <div class="marked-bar" aria-hidden="true">
        {parts.map((part) => part.count > 0 && <span key={part.key} class={`marked-${part.key}`} style={{ flexGrow: part.count }} />)}
      </div>
      <dl class="marked-parts">
        {parts.map((part) => (
          <div key={part.key}>
            <dt>
              <span class={`marked-dot marked-${part.key}`} aria-hidden="true" />
              {part.name}
            </dt>
            <dd>
              <strong>{number(part.count)}</strong> {all > 0 && <span class="muted small">{percent(Math.round((1000 * part.count) / all) / 10)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Whole({ report }: { report: Report }) {
  const t = text();
  const words = t.figures.report;
  const { institution, coverage } = report;
  return (
    <>
      <div class="report-top">
        <div class="sum">
          <span class="sum-label">{words.attendance}</span>
          <span class="sum-value">{institution.percentage === null ? '–' : percent(institution.percentage)}</span>
          <span class="sum-sub">{words.of(number(institution.attended), number(institution.expected))}</span>
        </div>
        <div class="sum">
          <span class="sum-label">{words.taken}</span>
          <span class="sum-value">{number(institution.taken)}</span>
          <span class="sum-sub">{words.takenOf(number(institution.lectures))}</span>
        </div>
        <Marked figures={institution} />
      </div>
      <p class="muted small">{words.denominator}</p>
      <section class="card" aria-labelledby="weeks">
        <h2 id="weeks">{words.weeks}</h2>
        <Columns columns={report.weeks.map(({ begins, figures }) => ({ key: begins, label: shortDay(begins), percentage: figures.percentage }))} label={words.weeks} />
        <WeeksTable report={report} />
      </section>
      <Groups
        id="terms"
        title={words.terms}
        cut={report.terms_cut}
        lines={report.terms.map((one) => ({ ...one, key: one.term || '-', name: one.term || words.noTerm }))}
      />
      {report.departments.length > 1 && (
        <Groups
          id="departments"
          title={t.desk.report.departments}
          cut={report.departments_cut}
          lines={report.departments.map((one) => ({ ...one, key: one.department || '-', name: one.department || t.desk.report.noDepartment }))}
        />
      )}
      <Groups
        id="professors"
        title={words.professors}
        cut={report.professors_cut}
        lines={report.professors.map((one) => ({ ...one, key: String(one.professor.id), name: one.professor.name, person: one.professor.id }))}
      />
      {report.untaken.length > 0 && (
        <section aria-labelledby="untaken">
          <h2 id="untaken">{words.untaken}</h2>
          <ul class="card rows">
            {report.untaken.map((one) => (
              <li key={one.professor.id}>
                <a class="row row-link" href={`/people/${one.professor.id}`}>
                  <p class="row-lead">
                    <bdi>{one.professor.name}</bdi>
                  </p>
                  <span class="muted">{words.untakenOf(number(one.figures.lectures - one.figures.taken), number(one.figures.lectures))}</span>
                </a>
              </li>
            ))}
          </ul>
          {report.untaken_cut > 0 && <p class="muted small">{words.cut(number(report.untaken_cut))}</p>}
        </section>
      )}
      <SpotSummary figures={report.spot} always />
      <div class="two-halves">
        <section class="card" aria-labelledby="coverage">
          <h2 id="coverage">{words.coverage}</h2>
          <p>{t.admin.consented}</p>
          <Share percentage={coverage.consented_percentage} words={words.of(number(coverage.consented), number(coverage.students))} label={t.admin.consented} />
          <p>{t.admin.enrolled}</p>
          <Share percentage={coverage.enrolled_percentage} words={words.of(number(coverage.enrolled), number(coverage.students))} label={t.admin.enrolled} />
        </section>
        <section class="card" aria-labelledby="refusals">
          <h2 id="refusals">{t.desk.report.refusals}</h2>
          {report.refusals.length === 0 ? (
            <p class="muted">{t.desk.report.noRefusals}</p>
          ) : (
            <Bars lines={report.refusals.map(({ code, count }) => ({ key: code, name: reasonOf(code), count }))} />
          )}
        </section>
      </div>
    </>
  );
}

const PERIODS = ['all', 'quarter', 'month', 'own'] as const;
type Period = (typeof PERIODS)[number];
const DAYS: Record<Exclude<Period, 'own'>, number> = { all: 365, quarter: 90, month: 30 };

/** The day on this clock, so many days before today, as a field for dates holds it. */
const dayBack = (days: number): string => {
  const at = new Date(now());
  at.setDate(at.getDate() - days);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
};

export function ReportPage() {
  const t = text();
  const words = t.figures.report;
  const own = t.desk.report;
  usePageTitle(words.title);
  const today = new URLSearchParams(location.search).get('period') === 'today';
  const [period, setPeriod] = useState<Period>(today ? 'own' : 'all');
  const [from, setFrom] = useState(today ? dayBack(0) : '');
  const [to, setTo] = useState(today ? dayBack(0) : '');
  const [term, setTerm] = useState('');
  const [department, setDepartment] = useState('');
  // Of all terms and departments, whatever is asked for afterwards.
  const [known, setKnown] = useState<{ terms: string[]; departments: string[] }>({ terms: [], departments: [] });
  const [first, last] = period === 'own' ? [from, to] : [dayBack(DAYS[period]), dayBack(0)];
  const params = new URLSearchParams();
  if (period !== 'all' && startOf(first)) params.set('from', startOf(first));
  if (period !== 'all' && startOf(last, 1)) params.set('to', startOf(last, 1));
  if (term) params.set('term', term);
  if (department) params.set('department', department);
  const report = useLoad<Report>(`/api/admin/report?${params}`);
  useEffect(() => {
    if (!report.data || term || department) return;
    setKnown({ terms: report.data.terms.map((one) => one.term).filter(Boolean), departments: report.data.departments.map((one) => one.department).filter(Boolean) });
  }, [report.data]);
  const file = new URLSearchParams([...params, ['form', 'csv'], ['language', currentLanguage()]]);
  return (
    <>
      <PageHead title={words.title} sub={words.hint}>
        <a class="button button-plain" href={`/api/admin/report?${file}&bom=true`} download aria-label={own.excel}>
          {own.excel}
        </a>
        <a class="button button-plain" href={`/api/admin/report?${file}`} download>
          {words.csv}
        </a>
      </PageHead>
      <div class="filter-bar">
        <Choices legend={own.period} hideLegend name="period" value={period} onChange={setPeriod} choices={PERIODS.map((value) => ({ value, label: own.periods[value] }))} />
        {period === 'own' && (
          <div class="field-pair">
            <Field label={t.desk.report.from} name="from" type="date" optional="unsaid" value={from} onInput={setFrom} />
            <Field label={t.desk.report.to} name="to" type="date" optional="unsaid" value={to} onInput={setTo} />
          </div>
        )}
        {known.terms.length > 1 && (
          <Select label={own.term} name="term" value={term} onChange={setTerm} choices={[{ value: '', label: own.anyTerm }, ...known.terms.map((one) => ({ value: one, label: one }))]} />
        )}
        {known.departments.length > 0 && (
          <Select
            label={own.department}
            name="department"
            value={department}
            onChange={setDepartment}
            choices={[{ value: '', label: own.anyDepartment }, ...known.departments.map((one) => ({ value: one, label: one }))]}
          />
        )}
      </div>
      {!report.data && (report.problem ? <ProblemNotice problem={report.problem} onRetry={() => void report.reload()} /> : <Skeleton />)}
      {report.data && report.data.institution.lectures === 0 && <Empty icon="chart" title={own.none} hint={own.noneHint} />}
      {report.data && report.data.institution.lectures > 0 && (
        <>
          <Whole report={report.data} />
          <AllMarks asked={Object.fromEntries(params)} />
        </>
      )}
    </>
  );
}
