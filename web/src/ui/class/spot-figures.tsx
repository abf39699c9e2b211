// SPDX-License-Identifier: MIT
// How many self-made check-ins were false, by who was looked up in the room: the share and what it is of, or that it is too early to say.

import { useId } from 'preact/hooks';
import { words } from '../../core/text';
import { spot as spotWords } from '../../core/text/books';
import { number, percent } from '../../core/text/format';
import type { SpotFigures } from '../../core/types';

const text = words(spotWords);

// Of the interval that the server makes (src/base/interval.h).
const CONFIDENCE = 95;

function Kinds({ figures }: { figures: SpotFigures }) {
  const t = text().spot;
  const rows = [
    { name: t.flagged, kind: figures.flagged },
    { name: t.plain, kind: figures.plain },
  ];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.kind}</th>
          <th scope="col">{t.marks}</th>
          <th scope="col">{t.lookedUp}</th>
          <th scope="col">{t.notThere}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, kind }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{number(kind.marks)}</td>
            <td>{number(kind.looked_up)}</td>
            <td>{number(kind.not_there)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Said({ figures }: { figures: SpotFigures }) {
  const t = text().spot;
  const { low, high, share } = figures;
  const counted = t.counted(number(figures.not_there), number(figures.looked_up));
  if (!figures.enough || low === null || high === null)
    return (
      <>
        <p class="row-lead">{t.few}</p>
        <p>{t.fewOf(number(figures.looked_up), number(figures.needed))}</p>
        {figures.looked_up > 0 && <p>{counted}</p>}
      </>
    );
  return (
    <>
      {share === null ? (
        <p>{t.oneKind}</p>
      ) : (
        <>
          <div class="student-figures">
            <p class="student-share">{percent(share)}</p>
            <p>{t.share}</p>
          </div>
          <p class="muted small">{t.shareOf(number(figures.marks), figures.lectures)}</p>
        </>
      )}
      <p>
        {counted}
        <br />
        <span class="muted small">{t.between(percent(low), percent(high), percent(CONFIDENCE))}</span>
      </p>
    </>
  );
}

export function SpotSummary({ figures, always = false }: { figures: SpotFigures; always?: boolean }) {
  const t = text().spot;
  const heading = useId();
  if (figures.drawn === 0 && !always) return null;
  return (
    <section class="card spot-figures" aria-labelledby={heading} data-spot-enough={figures.enough}>
      <h2 id={heading}>{t.figures}</h2>
      {figures.drawn === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <>
          <Said figures={figures} />
          <Kinds figures={figures} />
          <p class="muted small">{t.left}</p>
        </>
      )}
    </section>
  );
}
