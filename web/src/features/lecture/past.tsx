// SPDX-License-Identifier: MIT
// How a mark came to be: what stands now, who changed it before, and the checks of the student that were refused.

import { useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { roll as rollWords } from '../../core/text/books';
import { ProblemNotice } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { statusName, StatusChip } from '../../ui/class/status';
import type { Statuses } from '../../ui/class/statuses';
import { clockTime, dayAndTime, facts } from '../../core/text/format';
import type { Mark, MarkPast, Status } from '../../core/types';
import { methodWords, reasonWords } from './row';

const text = words(rollWords);

/** What stands, by what and since when, in one line. */
export function MarkNow({ mark, set, zone }: { mark: Mark; set: Statuses; zone: string }) {
  const t = text();
  return (
    <p class="mark-now">
      <StatusChip set={set} status={mark.status} />
      <span class="muted">
        {facts([
          mark.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
          methodWords(mark),
          mark.status && mark.marked_at && dayAndTime(mark.marked_at, zone),
        ])}
      </span>
    </p>
  );
}

const known = (reason: string): string => (reason === 'undone' ? text().roll.undone : reason);

function Change({ change, set, zone }: { change: MarkPast['changes'][number]; set: Statuses; zone: string }) {
  const t = text();
  const word = (status: Status | null) => (status === null ? t.roll.none : statusName(set, status));
  return (
    <li>
      <p class="past-change">
        <span>{word(change.from)}</span>
        <Icon name="forward" turns />
        <strong>{word(change.to)}</strong>
      </p>
      <p class="muted small">{facts([change.by?.name, dayAndTime(change.at, zone)])}</p>
      {change.reason && <bdi class="note small">{known(change.reason)}</bdi>}
    </li>
  );
}

export function Past({ path, set, zone }: { path: string; set: Statuses; zone: string }) {
  const t = text();
  const { data, problem, reload } = useLoad<MarkPast>(`${path}/history`);
  if (!data) return <ProblemNotice problem={problem} onRetry={() => void reload()} />;
  const { changes, refusals } = data;
  return (
    <div class="past">
      {refusals.length > 0 && (
        <section aria-labelledby="past-refusals">
          <h3 id="past-refusals">{t.roll.refusals}</h3>
          <ul class="past-list" data-refusals={data.refusals_total}>
            {refusals.map((one) => (
              <li key={one.at} class="past-refusal">
                <span>{reasonWords(one.code)}</span>
                <span class="muted small">{clockTime(one.at, zone)}</span>
              </li>
            ))}
          </ul>
          {data.refusals_total > refusals.length && <p class="muted small">{t.roll.earlier(data.refusals_total - refusals.length)}</p>}
        </section>
      )}
      <section aria-labelledby="past-changes">
        <h3 id="past-changes">{t.roll.history}</h3>
        {changes.length === 0 && <p class="muted small">{t.roll.noHistory}</p>}
        <ul class="past-list" data-changes={data.changes_total}>
          {changes.map((one, at) => (
            <Change key={at} change={one} set={set} zone={zone} />
          ))}
        </ul>
        {data.changes_total > changes.length && <p class="muted small">{t.roll.earlier(data.changes_total - changes.length)}</p>}
      </section>
    </div>
  );
}
