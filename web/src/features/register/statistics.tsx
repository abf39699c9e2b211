// SPDX-License-Identifier: MIT
// A classroom in three questions: are they coming, who is slipping, and when do they come. Each a picture, and a tap away the same as a table.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLoad } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { facts, fullHour, number, percent, shortDay, weekdayName } from '../../core/text/format';
import { words } from '../../core/text';
import { figures as figuresWords, groups as groupsWords, register as registerWords } from '../../core/text/books';
import { weekDays } from '../../core/week';
import type { AtRisk, AtRiskPage, EarlierClass, Statistics } from '../../core/types';
import { Avatar } from '../../ui/avatar';
import { Empty, LinkButton, ProblemNotice, Skeleton } from '../../ui/basics';
import { Heat, Plot, Share, type Column } from '../../ui/chart';
import { Icon } from '../../ui/icons';
import { ClassFrame } from '../../ui/class/class-frame';
import { MoreButton } from '../../ui/more';
import { SpotSummary } from '../../ui/class/spot-figures';
import { StripPicture, type StripCell } from '../../ui/class/strip';
import type { Statuses } from '../../ui/class/statuses';

const text = words(figuresWords, groupsWords, registerWords);

const CHIPS = { out_of_reach: 'A', below: 'A', near: 'L' } as const;
const STRIP = 20;

const share = (percentage: number | null) => (percentage === null ? '–' : percent(percentage));

function AsTable({ head, rows }: { head: readonly string[]; rows: readonly (readonly ComponentChildren[])[] }) {
  return (
    <details class="as-table">
      <summary>{text().pictures.table}</summary>
      <div tabIndex={0} role="region" aria-label={text().pictures.table}>
        <table>
          <thead>
            <tr>
              {head.map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={r}>
                {row.map((cell, c) => (
                  <td key={c}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

export const earlierName = (earlier: EarlierClass): string => facts([earlier.term ?? earlier.subject, earlier.section]);

/* ---- are they coming? ---- */

function Coming({ data }: { data: Statistics }) {
  const t = text().pictures;
  const zone = data.classroom.timezone;
  const taken = data.by_lecture.filter((lecture) => lecture.taken).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const before = (data.earlier?.by_lecture ?? []).filter((lecture) => lecture.taken).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const threshold = data.rule.threshold_percent;
  const columns: Column[] = taken.map((lecture) => {
    const day = shortDay(lecture.starts_at, zone);
    return {
      key: String(lecture.id),
      label: day,
      percentage: lecture.percentage,
      words: t.point(day, share(lecture.percentage), number(lecture.attended), number(lecture.counted)),
    };
  });
  const head = [t.lecture, t.attendance, t.here, ...(data.earlier ? [t.before] : [])];
  return (
    <section class="card" aria-labelledby="coming">
      <h2 id="coming">{t.coming}</h2>
      <div class="student-figures">
        <p class="student-share">{share(data.percentage)}</p>
        <p>{text().figures.statistics.of(number(data.attended), number(data.counted))}</p>
      </div>
      <Plot
        columns={columns}
        label={text().figures.statistics.byLecture}
        threshold={threshold > 0 ? { at: threshold, label: t.threshold(percent(threshold)) } : undefined}
        before={data.earlier ? { label: earlierName(data.earlier), values: before.map((lecture) => lecture.percentage) } : undefined}
        hint={t.nothing}
      />
      <AsTable
        head={head}
        rows={taken.map((lecture, i) => [
          <a href={`/lecture/${lecture.id}`}>{facts([shortDay(lecture.starts_at, zone), lecture.title])}</a>,
          share(lecture.percentage),
          text().grid.figures(number(lecture.attended), number(lecture.counted)),
          ...(data.earlier ? [share(before[i]?.percentage ?? null)] : []),
        ])}
      />
    </section>
  );
}

/* ---- who is slipping? ---- */

function stripOf(one: AtRisk, strip: AtRiskPage['strip'], zone: string): StripCell[] {
  return strip
    .map((lecture, i): StripCell => {
      const status = one.marks[i] ?? null;
      return { id: lecture.id, status, day: shortDay(lecture.starts_at, zone), when: !status && one.outside.includes(lecture.id) ? 'outside' : 'held' };
    })
    .slice(-STRIP);
}

export function RiskList({ classroom, zone, set }: { classroom: string; zone: string; set: Statuses }) {
  const t = text();
  const words = t.figures.statistics;
  const [page, setPage] = useState<AtRiskPage | null>(null);
  const list = useList<AtRisk, AtRiskPage>(`/api/classroom/${classroom}/at-risk`, (answer) => {
    setPage(answer);
    return answer.students;
  });
  return (
    <section aria-labelledby="risk">
      <h2 id="risk">{t.pictures.slipping}</h2>
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton rows={2} />}
      {list.items?.length === 0 && <p class="muted">{t.pictures.slippingNone}</p>}
      {list.items && list.items.length > 0 && (
        <ul class="card rows register-list" data-testid="at-risk">
          {list.items.map((one) => {
            const figures = t.grid.figures(number(one.standing.attended), number(one.standing.counted));
            return (
              <li key={one.student.id} data-risk={one.risk}>
                <a class="row row-link" href={`/classroom/${classroom}/students/${one.student.id}`}>
                  <Avatar id={one.student.id} name={one.student.name} />
                  <span class="register-list-main">
                    <span class="row-lead risk-lead">
                      <bdi>{one.student.name}</bdi> <span class={`chip chip-plain chip-${CHIPS[one.risk]}`}>{words.risks[one.risk]}</span>
                    </span>
                    <StripPicture newest cells={stripOf(one, page?.strip ?? [], zone)} set={set} label={`${share(one.standing.percentage)}, ${figures}`} />
                  </span>
                  <span class={`register-list-share${one.risk === 'near' ? '' : ' grid-below'}`}>
                    <strong>{share(one.standing.percentage)}</strong>
                    <span class="muted small">
                      {figures}
                    </span>
                  </span>
                  <Icon name="forward" turns />
                </a>
              </li>
            );
          })}
        </ul>
      )}
      <MoreButton list={list} />
      {page && page.lectures > 1 && <p class="muted small">{words.riskFrom(page.lectures)}</p>}
      {page && <p class="muted small">{words.toldFrom(page.warning_lectures)}</p>}
    </section>
  );
}

/* ---- when do they come? ---- */

/** A table of one column says less than its bars. */
function OneHour({ slots, order }: { slots: Statistics['by_slot']; order: readonly number[] }) {
  const t = text().figures.statistics;
  return (
    <>
      {[...slots]
        .sort((a, b) => order.indexOf(a.weekday) - order.indexOf(b.weekday))
        .map((slot) => {
          const name = facts([weekdayName(slot.weekday, 'long'), fullHour(slot.hour)]);
          return (
            <div key={slot.weekday}>
              <p>{name}</p>
              <Share percentage={slot.percentage} words={t.of(number(slot.attended), number(slot.counted))} label={name} />
            </div>
          );
        })}
    </>
  );
}

function When({ data }: { data: Statistics }) {
  const t = text().pictures;
  const order = weekDays().filter((day) => data.by_slot.some((slot) => slot.weekday === day));
  const hours = [...new Set(data.by_slot.map((slot) => slot.hour))].sort((a, b) => a - b);
  if (data.by_slot.length === 0) return null;
  const words = (slot: Statistics['by_slot'][number]) =>
    t.point(facts([weekdayName(slot.weekday, 'long'), fullHour(slot.hour)]), share(slot.percentage), number(slot.attended), number(slot.counted));
  const slots = data.by_slot.map((slot) => ({ row: order.indexOf(slot.weekday), col: hours.indexOf(slot.hour), percentage: slot.percentage, words: words(slot) }));
  return (
    <section class="card" aria-labelledby="when">
      <h2 id="when">{t.when}</h2>
      <p class="muted small">{data.by_slot.length > 1 ? t.whenHint : t.whenNone}</p>
      {hours.length > 1 ? (
        <Heat rows={order.map((day) => weekdayName(day, 'short'))} cols={hours.map(fullHour)} slots={slots} label={t.when} hint={t.nothing} />
      ) : (
        <OneHour slots={data.by_slot} order={order} />
      )}
      <AsTable
        head={[t.weekday, t.hour, t.attendance, t.here, t.lectures]}
        rows={[...data.by_slot]
          .sort((a, b) => order.indexOf(a.weekday) - order.indexOf(b.weekday) || a.hour - b.hour)
          .map((slot) => [
            weekdayName(slot.weekday, 'long'),
            fullHour(slot.hour),
            share(slot.percentage),
            text().grid.figures(number(slot.attended), number(slot.counted)),
            number(slot.lectures),
          ])}
      />
    </section>
  );
}

function Late({ data }: { data: Statistics }) {
  const t = text().figures.statistics;
  const order = weekDays();
  const inWeek = [...data.late.by_weekday].sort((a, b) => order.indexOf(a.weekday) - order.indexOf(b.weekday));
  if (!inWeek.some((day) => day.late > 0)) return null;
  return (
    <section class="card" aria-labelledby="late">
      <h2 id="late">{t.late}</h2>
      <p class="muted small">{t.lateHint}</p>
      {inWeek.map((day) => (
        <div key={day.weekday}>
          <p>{weekdayName(day.weekday, 'long')}</p>
          <Share percentage={day.percentage} words={t.lateOf(number(day.late), number(day.came))} label={weekdayName(day.weekday, 'long')} />
        </div>
      ))}
    </section>
  );
}

export function StatisticsPage({ classroom }: { classroom: string }) {
  const t = text();
  const words = t.figures.statistics;
  const loaded = useLoad<Statistics>(`/api/classroom/${classroom}/statistics`);
  const data = loaded.data;
  return (
    <ClassFrame id={classroom} path={`/classroom/${classroom}/statistics`}>
      <div class="statistics">
        {!data && (loaded.problem ? <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} /> : <Skeleton />)}
        {data && !data.by_lecture.some(({ taken }) => taken) && (
          <Empty icon="chart" title={words.none}>
            <LinkButton href={`/classroom/${classroom}`} icon="calendar">
              {t.app.places.lectures}
            </LinkButton>
          </Empty>
        )}
        {data?.by_lecture.some(({ taken }) => taken) && (
          <>
            <Coming data={data} />
            <RiskList classroom={classroom} zone={data.classroom.timezone} set={data.classroom.statuses} />
            <div class="statistics-pair">
              <When data={data} />
              <Late data={data} />
            </div>
            <SpotSummary figures={data.spot} />
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
          </>
        )}
      </div>
    </ClassFrame>
  );
}
