// SPDX-License-Identifier: MIT
// What a trial with volunteers came to: figures of everybody and of each group, and which differences are real.

import { words } from '../../../core/text';
import { trial as trialWords } from '../../../core/text/books';
import { longDay, number, roughPercent } from '../../../core/text/format';
import type { TrialCounted, TrialFigure } from '../../../core/types';

const text = words(trialWords);

const of = (errors: number, trials: number) => text().trial.of(number(errors), number(trials));

/** The figure in words, with its look and what was played. */
function nameOf({ figure, look, species }: TrialFigure): string {
  const t = text().trial;
  return [t.figures[figure], look && t.looks[look], species].filter(Boolean).join(', ');
}

function Figures({ caption, figures }: { caption: string; figures: TrialFigure[] }) {
  const t = text().trial;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="plain-table trial-figures">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.figure}</th>
            <th scope="col">{t.share}</th>
            <th scope="col">{t.certain}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={nameOf(figure)} data-figure={figure.figure} data-look={figure.look} data-species={figure.species}>
              <th scope="row">
                {nameOf(figure)} <bdi class="muted small">{figure.figure}</bdi>
                {figure.highest && <span class="muted small"> {t.highest}</span>}
              </th>
              <td>
                {roughPercent(figure.share)}
                <br />
                <span class="muted small">{of(figure.errors, figure.trials)}</span>
              </td>
              <td>{t.interval(roughPercent(figure.interval.low), roughPercent(figure.interval.high))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ last, groups }: { last: TrialCounted; groups: string[] }) {
  const t = text().trial;
  const real = last.figures.filter((figure) => figure.differs && !figure.mirrored);
  const rest = last.figures.some((figure) => figure.group !== null && !figure.mirrored && !figure.differs);
  if (groups.length === 0 && last.too_small.length === 0) return null;
  const say = (figure: TrialFigure) => {
    const other = figure.rest ?? { errors: 0, trials: 0 };
    const higher = figure.share > other.errors / other.trials;
    return (higher ? t.higher : t.lower)(figure.group ?? '', nameOf(figure), of(figure.errors, figure.trials), of(other.errors, other.trials));
  };
  return (
    <section aria-labelledby="differences">
      <h3 id="differences">{t.differences}</h3>
      {real.map((figure) => (
        <p key={`${figure.group} ${nameOf(figure)}`} data-differs>
          {say(figure)}
        </p>
      ))}
      {rest && <p>{t.tooFew}</p>}
      {last.too_small.length > 0 && <p class="muted">{t.tooSmall(last.too_small.join(', '))}</p>}
    </section>
  );
}

export function TrialResult({ last }: { last: TrialCounted }) {
  const t = text().trial;
  const groups = [...new Set(last.figures.flatMap(({ group }) => group ?? []))];
  const figuresOf = (group: string | null) => last.figures.filter((figure) => figure.group === group);
  const size = (group: string) => figuresOf(group)[0]?.group_size ?? 0;
  return (
    <section class="card" aria-labelledby="result" data-people={last.people}>
      <h2 id="result">{t.result}</h2>
      <p class="muted">{t.resultOf(last.people, longDay(last.counted_at))}</p>
      <Figures caption={t.everybody} figures={figuresOf(null)} />
      {groups.map((group) => (
        <Figures key={group} caption={t.groupOf(group, size(group))} figures={figuresOf(group)} />
      ))}
      <Differences last={last} groups={groups} />
      <p class="muted small">{t.note}</p>
    </section>
  );
}
