// SPDX-License-Identifier: MIT
// A classroom in numbers: attendance by lecture, who is at risk, and who comes late when.

import { useState } from 'preact/hooks';
import { useLoad, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { Empty, PageHead, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { Columns, Share } from '../../ui/chart';
import { MoreButton } from '../../ui/more';
import { locale } from '../../core/text';
import { text } from './words';
import { number, percent, shortDay } from '../../core/text/format';
import { weekDays } from '../../core/week';
import type { AtRisk, AtRiskPage, LatePattern, Statistics } from '../../core/types';

const CHIPS = { out_of_reach: 'A', below: 'A', near: 'L' } as const;

export function RiskList({ classroom }: { classroom: string }) {
  const t = text().figures.statistics;
  const [least, setLeast] = useState<AtRiskPage | null>(null);
  const list = useList<AtRisk, AtRiskPage>(`/api/classroom/${classroom}/at-risk`, (answer) => {
    setLeast(answer);
    return answer.students;
  });
  return (
    <section aria-labelledby="risk">
      <h2 id="risk">{t.risk}</h2>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton rows={1} />}
      {list.items?.length === 0 && <p class="muted">{t.noRisk}</p>}
      {list.items && list.items.length > 0 && (
        <ul class="card rows" data-testid="at-risk">
          {list.items.map(({ student, risk, standing }) => (
            <li key={student.id} class="row row-wrap" data-risk={risk}>
              <div>
                <p class="row-lead">{student.name}</p>
                <p class="risk-words">
                  <span class={`chip chip-plain chip-${CHIPS[risk]}`}>{t.risks[risk]}</span>
                </p>
              </div>
              <div class="row-share">
                <StandingMeter standing={standing} brief />
              </div>
            </li>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
      {least && least.lectures > 1 && <p class="muted small">{t.riskFrom(least.lectures)}</p>}
      {least && <p class="muted small">{t.toldFrom(least.warning_lectures)}</p>}
    </section>
  );
}

/** 1 is Monday. */
function weekday(day: number): string {
  const monday = Date.UTC(2024, 0, 1);
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(monday + (day - 1) * 86_400_000);
}

function Late({ late }: { late: LatePattern }) {
  const t = text().figures.statistics;
  const order = weekDays();
  const inWeek = [...late.by_weekday].sort((a, b) => order.indexOf(a.weekday) - order.indexOf(b.weekday));
  if (inWeek.length === 0) return null;
  return (
    <section class="card" aria-labelledby="late">
      <h2 id="late">{t.late}</h2>
      <p class="muted small">{t.lateHint}</p>
      {inWeek.map((day) => (
        <div key={day.weekday}>
          <p>{weekday(day.weekday)}</p>
          <Share percentage={day.percentage} words={t.lateOf(number(day.late), number(day.came))} label={weekday(day.weekday)} />
        </div>
      ))}
    </section>
  );
}

export function StatisticsPage({ classroom }: { classroom: string }) {
  const t = text();
  const words = t.figures.statistics;
  usePageTitle(words.title);
  const loaded = useLoad<Statistics>(`/api/classroom/${classroom}/statistics`);
  const data = loaded.data;
  const zone = data?.classroom.timezone;
  const taken = data?.by_lecture.filter((lecture) => lecture.taken) ?? [];
  const inOrder = [...taken].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  return (
    <div class="narrow">
      <PageHead title={words.title} back={`/classroom/${classroom}/register`} sub={data?.classroom.subject} />
      {!data && (loaded.problem ? <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} /> : <Skeleton />)}
      {data && (
        <>
          <section class="card" aria-label={words.attendance}>
            <h2>{words.attendance}</h2>
            <Share
              percentage={data.percentage}
              words={words.of(number(data.attended), number(data.counted))}
              label={words.attendance}
            />
            {data.rule.threshold_percent > 0 && <p class="muted small">{words.threshold(percent(data.rule.threshold_percent))}</p>}
          </section>
          {inOrder.length === 0 ? (
            <Empty icon="grid" title={words.none} />
          ) : (
            <section class="card" aria-label={words.byLecture}>
              <h2>{words.byLecture}</h2>
              <Columns
                label={words.byLecture}
                columns={inOrder.map((lecture) => ({
                  key: String(lecture.id),
                  label: shortDay(lecture.starts_at, zone),
                  percentage: lecture.percentage,
                }))}
              />
            </section>
          )}
          {data.by_group.some((group) => group.counted > 0) && (
            <section class="card" aria-label={t.groups.byGroup}>
              <h2>{t.groups.byGroup}</h2>
              {data.by_group.map((group) => (
                <div key={group.id} data-group={group.id}>
                  <p class="row-lead">{group.name}</p>
                  <Share percentage={group.percentage} words={words.of(number(group.attended), number(group.counted))} label={group.name} />
                </div>
              ))}
            </section>
          )}
          <RiskList classroom={classroom} />
          <Late late={data.late} />
        </>
      )}
    </div>
  );
}
