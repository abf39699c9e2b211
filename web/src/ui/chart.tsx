// SPDX-License-Identifier: MIT
// Bars, as plain SVG: columns over time, and a bar beside a name.

import { percent } from '../core/text/format';

export interface Column {
  key: string;
  label: string;
  /** 0 to 100; null: nothing to show. */
  percentage: number | null;
}

const STEP = 10;
const WIDTH = 7;
const HEIGHT = 100;

/** Without the empty ones before the first and after the last. */
function trimmed(columns: readonly Column[]): readonly Column[] {
  const first = columns.findIndex((column) => column.percentage !== null);
  const fromEnd = [...columns].reverse().findIndex((column) => column.percentage !== null);
  return first < 0 ? [] : columns.slice(first, columns.length - fromEnd);
}

/** Columns in the order of time; each says its own figure when pointed at, the caption says what they are. */
export function Columns({ columns: all, label }: { columns: readonly Column[]; label: string }) {
  const columns = trimmed(all);
  const width = Math.max(columns.length, 1) * STEP;
  const [first, last] = [columns[0], columns.at(-1)];
  const summary = first && last ? `${label}: ${first.label} ${percent(first.percentage ?? 0)}, ${last.label} ${percent(last.percentage ?? 0)}` : label;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {[25, 50, 75].map((at) => (
          <line key={at} x1={0} x2={width} y1={HEIGHT - at} y2={HEIGHT - at} class="chart-line" />
        ))}
        {columns.map((column, i) => (
          <rect
            key={column.key}
            x={i * STEP + (STEP - WIDTH) / 2}
            width={WIDTH}
            y={HEIGHT - (column.percentage ?? 0)}
            height={column.percentage ?? 0}
            class="chart-bar"
          >
            <title>{`${column.label}: ${column.percentage === null ? '–' : percent(column.percentage)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="muted small">
        <span>{first?.label}</span>
        <span>{last?.label}</span>
      </figcaption>
    </figure>
  );
}

/** A percentage as a bar with its figures. */
export function Share({ percentage, words, label }: { percentage: number | null; words: string; label: string }) {
  if (percentage === null) return <p class="muted">–</p>;
  return (
    <div class="standing">
      <meter class="meter" min={0} max={100} value={percentage} aria-label={label}>
        {percent(percentage)}
      </meter>
      <p class="standing-words">
        <strong>{percent(percentage)}</strong> <span>{words}</span>
      </p>
    </div>
  );
}
