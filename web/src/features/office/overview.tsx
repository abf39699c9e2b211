// SPDX-License-Identifier: MIT
// The administrator's first page: on a new college what to do first, else figures that lead to what they count.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { now } from '../../core/clock';
import { useGathered } from '../../core/gather';
import { useLoad, usePageTitle, useRefresh, type Loaded } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import { admin as adminWords, overview as overviewWords, reasons as reasonsWords } from '../../core/text/books';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Columns } from '../../ui/chart';
import { Icon, type IconName } from '../../ui/icons';
import { Together } from '../../ui/together';
import { facts, longDay, number, percent, shortDay, span } from '../../core/text/format';
import type { FirstSteps, Outbox, Overview, Report, ReportFigures, RunningLecture, StorageState, SystemState, TodayState } from '../../core/types';
import { FirstStepsCard } from './first-steps';
import { leftOf, nearlyTaken } from './machine';

const text = words(adminWords, overviewWords, reasonsWords);

const REFRESH_SECONDS = 30;
const WEEKS = 8;
const DAY_MS = 86_400_000;

const midnight = (daysLater: number): string => {
  const at = new Date(now());
  at.setHours(0, 0, 0, 0);
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
};

/** What somebody must do before anything else; each leads to where it is done. */
function Warnings({ system, storage }: { system: SystemState | null; storage: StorageState | null }) {
  const t = text();
  const words = t.machine;
  const list = [
    system?.disk.full ? { words: words.full, href: '/system/doctor' } : system?.disk.low ? { words: words.low, href: '/system/doctor' } : null,
    system?.backups.late ? { words: words.late, href: '/system/backup' } : null,
    storage && nearlyTaken(storage) ? { words: t.storage.nearly, href: '/system/storage' } : null,
  ].filter((one) => one !== null);
  return (
    <>
      {list.map((one) => (
        <div key={one.words} class="notice notice-bad" role="alert">
          <Icon name="alert" />
          <div class="notice-text">
            <p class="notice-lead">{one.words}</p>
          </div>
          <LinkButton href={one.href}>{t.overview.look}</LinkButton>
        </div>
      ))}
    </>
  );
}

function Figure({ href, label, value, sub, tone }: { href: string; label: string; value: string; sub: ComponentChildren; tone?: 'warn' | 'live' }) {
  return (
    <a class={`sum${tone ? ` sum-${tone}` : ''}`} href={href}>
      <span class="sum-label">{label}</span>
      <span class="sum-value">{value}</span>
      <span class="sum-sub">{sub}</span>
    </a>
  );
}

/** This week against the one before, of the institution's whole; no comparison while attendance is open: who has not come yet is not counted. */
function WeekFigure({ report, open }: { report: Report; open: boolean }) {
  const t = text().overview;
  const taken = report.weeks.filter((week) => week.figures.percentage !== null);
  const [last, before] = [taken.at(-1), taken.at(-2)];
  if (!last || last.figures.percentage === null) return <Figure href="/report" label={t.week} value="–" sub={t.weekNone} />;
  const change = before?.figures.percentage != null ? Math.round((last.figures.percentage - before.figures.percentage) * 10) / 10 : null;
  // The week that is going on, once anybody was counted in it; else the last one that was.
  const current = Date.parse(last.begins) > now() - 7 * DAY_MS;
  const label = current ? t.week : t.weekFrom(shortDay(last.begins));
  const soFar = current && open;
  const words = soFar ? t.weekSoFar : t.weekOf;
  const trend = change === null || soFar ? null : change === 0 ? t.level : change > 0 ? t.up(number(change)) : t.down(number(-change));
  return (
    <Figure
      href="/report"
      label={label}
      value={percent(last.figures.percentage)}
      sub={
        <>
          {words(number(last.figures.attended), number(last.figures.expected))}
          {trend && change !== null && (
            <span class={`tending tending-${change > 0 ? 'up' : change < 0 ? 'down' : 'level'}`}>
              {change !== 0 && <Icon name={change > 0 ? 'up' : 'down'} />}
              {trend}
            </span>
          )}
        </>
      }
    />
  );
}

function Figures({ today, report }: { today: TodayState; report: Report | null }) {
  const t = text().overview;
  const { day, waiting } = today;
  const coming = day.lectures - day.begun;
  const [marked, students] = today.running.reduce(([a, b], one) => [a + one.marked, b + one.students], [0, 0]);
  const none = report ? report.coverage.students - report.coverage.enrolled : 0;
  const silent = report ? report.coverage.students - report.coverage.consented : 0;
  return (
    <nav class="sums-grid" aria-label={t.numbers}>
      <Figure
        href="/classrooms?show=live"
        label={t.now}
        value={number(today.running_total)}
        sub={today.running_total === 0 ? t.nowNone : t.nowMarked(number(marked), number(students))}
        {...(today.running_total > 0 && { tone: 'live' as const })}
      />
      <Figure
        href="/report?period=today"
        label={t.today}
        value={number(day.came)}
        sub={day.begun === 0 ? t.todayNone(coming) : facts([t.todayOf(number(day.came), number(day.marked)), t.todayLectures(number(day.taken), number(day.begun))])}
      />
      {report && <WeekFigure report={report} open={today.running.some((one) => one.open)} />}
      {report && report.coverage.students > 0 && (
        <>
          <Figure href="/people?role=student&state=no_face" label={t.noFace} value={number(none)} sub={t.noFaceOf(number(report.coverage.students))} />
          <Figure href="/people?role=student&state=no_consent" label={t.noConsent} value={number(silent)} sub={t.noConsentOf(number(report.coverage.students))} />
        </>
      )}
      <Figure href="#refusals" label={t.refused} value={number(waiting.refused)} sub={t.refusedOf} />
    </nav>
  );
}

function Running({ lecture }: { lecture: RunningLecture }) {
  const t = text().overview;
  return (
    <li>
      <a class="row row-link running" href={`/lecture/${lecture.id}`} data-running={lecture.id}>
        <div>
          <p class="row-lead">
            <bdi>{facts([lecture.subject, lecture.section])}</bdi>
          </p>
          <p class="muted">{facts([span(lecture.starts_at, lecture.ends_at), lecture.room, lecture.professor.name])}</p>
        </div>
        <div class="running-end">
          <span class={`chip chip-plain ${lecture.open ? 'chip-P' : 'chip-none'}`}>{lecture.open ? t.open : t.held}</span>
          <span class="muted small">{t.nowMarked(number(lecture.marked), number(lecture.students))}</span>
        </div>
      </a>
    </li>
  );
}

function RunningSection({ today }: { today: TodayState }) {
  const t = text().overview;
  const left = today.running_total - today.running.length;
  return (
    <section aria-labelledby="running">
      <h2 id="running">{t.running}</h2>
      {today.running.length === 0 ? (
        <Empty icon="calendar" title={t.runningNone} hint={t.runningNoneHint} />
      ) : (
        <ul class="card rows">
          {today.running.map((lecture) => (
            <Running key={lecture.id} lecture={lecture} />
          ))}
        </ul>
      )}
      {left > 0 && (
        <p class="muted small">
          <a href="/classrooms?show=live">{t.more(left)}</a>
        </p>
      )}
    </section>
  );
}

/** Only what is there: a list of zeros would be read past. */
function WaitingSection({ today, outbox, leaves }: { today: TodayState; outbox: Outbox | null; leaves: number }) {
  const t = text().overview;
  const { waiting } = today;
  const all: { count: number; href: string; icon: IconName; words: string }[] = [
    { count: waiting.erasures, href: '/retention', icon: 'shield', words: t.erasures(waiting.erasures) },
    { count: waiting.flags, href: '/system/flags', icon: 'face', words: t.flags(waiting.flags) },
    { count: leaves, href: '/leaves', icon: 'calendar', words: t.leaves(number(leaves)) },
    { count: waiting.jobs_failed, href: '/jobs?state=failed', icon: 'gear', words: t.jobs(waiting.jobs_failed) },
    { count: outbox?.failed ?? 0, href: '/mails', icon: 'mail', words: t.mails(outbox?.failed ?? 0) },
    { count: waiting.invitations, href: '/invitations', icon: 'link', words: t.invitations(waiting.invitations) },
  ];
  const list = all.filter((one) => one.count > 0);
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{t.waiting}</h2>
      {list.length === 0 ? (
        <p class="card quiet-good">
          <Icon name="check" />
          {t.waitingNone}
        </p>
      ) : (
        <ul class="card rows">
          {list.map((one) => (
            <li key={one.href}>
              <a class="row row-link door" href={one.href}>
                <span class="door-icon">
                  <Icon name={one.icon} />
                </span>
                <p class="row-lead">{one.words}</p>
                <Icon name="forward" turns />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const weekColumn = ({ begins, figures }: { begins: string; figures: ReportFigures }) => ({ key: begins, label: shortDay(begins), percentage: figures.percentage });

function WeeksSection({ report }: { report: Report }) {
  const t = text();
  const words = t.overview;
  const taken = report.weeks.some((week) => week.figures.percentage !== null);
  return (
    <div class="two-halves">
      <section class="card" aria-labelledby="weeks">
        <div class="section-head">
          <h2 id="weeks">{words.weeks}</h2>
          <a class="quiet-link" href="/report">
            {words.toReport}
          </a>
        </div>
        <p class="muted small">{words.weeksHint}</p>
        {taken ? <Columns columns={report.weeks.map(weekColumn)} label={words.weeks} /> : <p class="muted">{words.weekNone}</p>}
      </section>
      <section class="card" aria-labelledby="refusals">
        <div class="section-head">
          <h2 id="refusals">{words.reasons}</h2>
        </div>
        <p class="muted small">{words.reasonsHint}</p>
        {report.refusals.length === 0 ? <p class="muted">{t.admin.noRefusals}</p> : <Bars lines={report.refusals.map(({ code, count }) => ({ key: code, name: reasonOf(code), count }))} />}
      </section>
    </div>
  );
}

/** Why a check was refused, as a beginning. */
export function reasonOf(code: string): string {
  const word = text().reasons[code] ?? code.replaceAll('_', ' ');
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}

/** Counts beside their names, each with a bar as long as its share of the most. */
export function Bars({ lines }: { lines: readonly { key: string; name: string; count: number }[] }) {
  const most = Math.max(...lines.map((line) => line.count), 1);
  return (
    <ul class="bars">
      {lines.map((line) => (
        <li key={line.key}>
          <span class="bars-name">{line.name}</span>
          <span class="bars-count">{number(line.count)}</span>
          <meter class="meter" min={0} max={most} value={line.count} aria-label={line.name}>
            {number(line.count)}
          </meter>
        </li>
      ))}
    </ul>
  );
}

function Parts({ steps, fresh }: { steps: Loaded<FirstSteps>; fresh: boolean }) {
  const t = text();
  const day = useMemo(() => `from=${midnight(0)}&before=${midnight(1)}`, []);
  const since = useMemo(() => new Date(Date.parse(midnight(1)) - WEEKS * 7 * DAY_MS).toISOString(), []);
  const system = useLoad<SystemState>('/api/admin/system');
  const storage = useLoad<StorageState>('/api/admin/storage');
  const overview = useLoad<Overview>('/api/admin/overview');
  const today = useLoad<TodayState>(`/api/admin/today?${day}`);
  const report = useLoad<Report>(`/api/admin/report?from=${since}`);
  const outbox = useLoad<Outbox>('/api/admin/mails?limit=1');
  const leaves = useLoad<{ leaves: unknown[] }>('/api/office/leaves?limit=9');
  useGathered(steps.data === null && steps.problem === null);
  useRefresh(() => void Promise.all([today.reload(), system.reload(), steps.reload()]), REFRESH_SECONDS);
  const users = overview.data?.users;
  return (
    <>
      <Warnings system={system.data} storage={storage.data} />
      <ProblemNotice problem={today.problem ?? steps.problem} onRetry={() => void Promise.all([today.reload(), steps.reload()])} />
      {steps.data && fresh && <FirstStepsCard steps={steps.data} onHidden={() => void steps.reload()} />}
      {!today.data && !today.problem && <Skeleton />}
      {today.data && !fresh && (
        <>
          <Figures today={today.data} report={report.data} />
          <div class="two-columns">
            <RunningSection today={today.data} />
            <WaitingSection today={today.data} outbox={outbox.data} leaves={leaves.data?.leaves.length ?? 0} />
          </div>
          {report.data && <WeeksSection report={report.data} />}
          {steps.data && <FirstStepsCard steps={steps.data} onHidden={() => void steps.reload()} />}
        </>
      )}
      {users && !fresh && (
        <p class="muted small">
          <a href="/people">{t.overview.people(number(users.students), number(users.professors), number(users.administrators))}</a>
          {system.data && system.data.disk.all > 0 && <> · {leftOf(system.data)}</>}
        </p>
      )}
    </>
  );
}

export function OverviewPage() {
  const t = text();
  const { name } = useInstitution();
  usePageTitle(t.admin.title);
  const steps = useLoad<FirstSteps>('/api/admin/first-steps');
  // A college without a classroom has no figures; once the list is gone, even zeros are better than nothing.
  const fresh = steps.data?.empty === true && steps.data.shown && steps.data.steps.some((one) => !one.done);
  return (
    <>
      <PageHead title={t.admin.title} sub={facts([name || null, longDay(new Date(now()).toISOString())])}>
        <LinkButton href="/invite" {...(!fresh && { kind: 'primary' as const })} icon="plus">
          {t.admin.invite}
        </LinkButton>
      </PageHead>
      <Together>
        <Parts steps={steps} fresh={fresh} />
      </Together>
    </>
  );
}
