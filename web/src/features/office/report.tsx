// SPDX-License-Identifier: MIT
// The institution in numbers: attendance by week, term and professor; lectures nobody took; how many use the face check.

import { useState } from 'preact/hooks';
import { useLoad, usePageTitle } from '../../core/hooks';
import { PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Columns, Share } from '../../ui/chart';
import { Field } from '../../ui/field';
import { text } from './words';
import { currentLanguage } from '../../core/text';
import { number, shortDay } from '../../core/text/format';
import type { Report, ReportFigures } from '../../core/types';

function startOf(day: string, daysLater = 0): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return '';
  at.setUTCDate(at.getUTCDate() + daysLater);
  return at.toISOString();
}

interface GroupProps {
  title: string;
  groups: { key: string; name: string; figures: ReportFigures; classrooms: number }[];
  cut: number;
}

function Group({ title, groups, cut }: GroupProps) {
  const t = text().figures.report;
  if (groups.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul class="card rows">
        {groups.map((group) => (
          <li key={group.key} class="row row-wrap">
            <div>
              <p class="row-lead">{group.name}</p>
              <p class="muted">{t.group(number(group.classrooms), number(group.figures.taken), number(group.figures.lectures))}</p>
            </div>
            <div class="row-share">
              <Share
                percentage={group.figures.percentage}
                words={t.of(number(group.figures.attended), number(group.figures.expected))}
                label={group.name}
              />
            </div>
          </li>
        ))}
      </ul>
      {cut > 0 && <p class="muted small">{t.cut(number(cut))}</p>}
    </section>
  );
}

function Whole({ report }: { report: Report }) {
  const t = text();
  const words = t.figures.report;
  const { institution, coverage } = report;
  const tiles: [string, number][] = [
    [t.admin.classrooms, report.classrooms],
    [words.lectures, institution.lectures],
    [words.taken, institution.taken],
    [t.status.P, institution.present],
    [t.status.L, institution.late],
    [t.status.E, institution.excused],
    [t.status.A, institution.absent],
    [words.other, institution.other],
    [words.flags, report.flags_open],
  ];
  return (
    <>
      <section class="card" aria-label={words.attendance}>
        <h2>{words.attendance}</h2>
        <Share
          percentage={institution.percentage}
          words={words.of(number(institution.attended), number(institution.expected))}
          label={words.attendance}
        />
        <p class="muted small">{words.denominator}</p>
      </section>
      <dl class="tiles tiles-wide">
        {tiles.map(([label, value]) => (
          <div key={label} class="tile">
            <dt>{label}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
      {report.weeks.some((week) => week.figures.percentage !== null) && (
        <section class="card" aria-label={words.weeks}>
          <h2>{words.weeks}</h2>
          <Columns
            label={words.weeks}
            columns={report.weeks.map((week) => ({
              key: week.begins,
              label: shortDay(`${week.begins}T00:00:00Z`, 'UTC'),
              percentage: week.figures.percentage,
            }))}
          />
        </section>
      )}
      <Group title={words.terms} cut={report.terms_cut} groups={report.terms.map((one) => ({ ...one, key: one.term, name: one.term || words.noTerm }))} />
      <Group
        title={words.professors}
        cut={report.professors_cut}
        groups={report.professors.map((one) => ({ ...one, key: String(one.professor.id), name: one.professor.name }))}
      />
      {report.untaken.length > 0 && (
        <section aria-labelledby="untaken">
          <h2 id="untaken">{words.untaken}</h2>
          <ul class="card rows">
            {report.untaken.map((one) => (
              <li key={one.professor.id} class="row">
                <p class="row-lead">{one.professor.name}</p>
                <p>{words.untakenOf(number(one.figures.lectures - one.figures.taken), number(one.figures.lectures))}</p>
              </li>
            ))}
          </ul>
          {report.untaken_cut > 0 && <p class="muted small">{words.cut(number(report.untaken_cut))}</p>}
        </section>
      )}
      <section class="card" aria-labelledby="coverage">
        <h2 id="coverage">{words.coverage}</h2>
        <p>{t.admin.consented}</p>
        <Share
          percentage={coverage.consented_percentage}
          words={words.of(number(coverage.consented), number(coverage.students))}
          label={t.admin.consented}
        />
        <p>{t.admin.enrolled}</p>
        <Share
          percentage={coverage.enrolled_percentage}
          words={words.of(number(coverage.enrolled), number(coverage.students))}
          label={t.admin.enrolled}
        />
      </section>
    </>
  );
}

export function ReportPage() {
  const t = text();
  const words = t.figures.report;
  usePageTitle(words.title);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const params = new URLSearchParams();
  if (startOf(from)) params.set('from', startOf(from));
  if (startOf(to, 1)) params.set('before', startOf(to, 1));
  const report = useLoad<Report>(`/api/admin/report?${params}`);
  const file = new URLSearchParams([...params, ['form', 'csv'], ['language', currentLanguage()]]);
  return (
    <>
      <PageHead title={words.title} back="/" sub={words.hint}>
        <a class="button button-plain" href={`/api/admin/report?${file}`} download="report.csv">
          {words.csv}
        </a>
      </PageHead>
      <div class="filters narrow-filter">
        <div class="field-pair">
          <Field label={t.office.audit.from} name="from" type="date" optional value={from} onInput={setFrom} />
          <Field label={t.office.audit.to} name="to" type="date" optional value={to} onInput={setTo} />
        </div>
      </div>
      {!report.data && (report.problem ? <ProblemNotice problem={report.problem} onRetry={() => void report.reload()} /> : <Skeleton />)}
      {report.data && <Whole report={report.data} />}
    </>
  );
}
