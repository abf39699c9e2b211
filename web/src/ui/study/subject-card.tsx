// SPDX-License-Identifier: MIT
// A student's subject in a list: how one stands, the picture of the term, what is new.

import { words } from '../../core/text';
import { own } from '../../core/text/books';
import { dayAndTime, facts, percent } from '../../core/text/format';
import type { HomeClassroom, Lecture, Standing, Trend } from '../../core/types';
import { Icon } from '../icons';
import { StripPicture } from '../class/strip';
import { termCells } from './term';

const text = words(own);

/** Nothing yet, fine, one away, below. */
export function standingTone({ counted, outlook }: Standing): 'none' | 'good' | 'warn' | 'bad' {
  if (counted === 0) return 'none';
  if (outlook.below || outlook.out_of_reach) return 'bad';
  return outlook.threshold > 0 && (outlook.near || outlook.can_miss === 0) ? 'warn' : 'good';
}

/** What the threshold leaves, in two or three words; the record says it in a sentence. */
function shortOutlook(standing: Standing): string {
  const t = text().own.term;
  const { threshold, below, out_of_reach, can_miss, must_attend } = standing.outlook;
  if (threshold === 0 || standing.counted === 0) return '';
  if (out_of_reach || (below && must_attend === null)) return t.low(percent(threshold));
  if (below && must_attend !== null) return t.must(must_attend);
  return can_miss === null ? '' : t.canMiss(can_miss);
}

/** Up or down against before; steady ones are not worth a sign. */
export function TrendSign({ trend }: { trend: Trend }) {
  const t = text().own.term;
  if (trend.direction !== 'up' && trend.direction !== 'down') return null;
  return (
    <span class={`trend trend-${trend.direction}`}>
      <Icon name={trend.direction === 'up' ? 'rising' : 'falling'} turns />
      <span class="visually-hidden">{t[trend.direction]}</span>
    </span>
  );
}

interface CardProps {
  entry: HomeClassroom;
  level?: 2 | 3;
  /** The subject's next lecture, where the page does not show it elsewhere. */
  next?: Lecture | undefined;
}

export function SubjectCard({ entry, level = 3, next }: CardProps) {
  const t = text().own.term;
  const { classroom, standing, strip, unread } = entry;
  const Heading = level === 2 ? 'h2' : 'h3';
  const tone = standingTone(standing);
  const cells = termCells(strip, classroom.timezone);
  return (
    <li>
      <a class="card study" href={`/record/${classroom.id}`} data-subject={classroom.id} data-tone={tone}>
        <div class="study-head">
          <div class="study-name">
            <Heading>
              <bdi>{classroom.subject}</bdi>
            </Heading>
            <p class="study-sub muted small">
              <span>{facts([classroom.section, classroom.professor.name])}</span>
              {unread > 0 && !classroom.archived && (
                <span class="chip chip-live">
                  <span class="chip-word">{t.fresh(unread)}</span>
                </span>
              )}
            </p>
          </div>
          {standing.percentage === null ? (
            <p class="muted small">{t.none}</p>
          ) : (
            <p class={`study-percent study-${tone}`}>
              <TrendSign trend={standing.trend} />
              <strong>{percent(standing.percentage)}</strong>
            </p>
          )}
        </div>
        {cells.length > 0 && <StripPicture cells={cells} set={classroom.statuses} label={t.picture(classroom.subject, cells.length)} />}
        <p class="study-line small">
          {standing.counted > 0 && <span class="muted">{t.held(standing.attended, standing.counted)}</span>}
          {!classroom.archived && shortOutlook(standing) && <span class={`study-${tone}`}>{shortOutlook(standing)}</span>}
        </p>
        {next && (
          <p class="study-next muted small">
            <Icon name="clock" />
            <span>{facts([dayAndTime(next.starts_at, classroom.timezone), next.room, next.title])}</span>
          </p>
        )}
      </a>
    </li>
  );
}
