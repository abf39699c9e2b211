// SPDX-License-Identifier: MIT
// How often which score: bars over an axis of numbers, each step up ten times as many, and lines at thresholds.

import { useNarrow } from '../../core/hooks';
import { number } from '../../core/text/format';

export interface ScoreLine {
  at: number;
  label: string;
  kind: 'now' | 'offer';
}

interface DistributionProps {
  /** Counts from `lowest` on, each bar `width` wide. */
  bars: readonly number[];
  lowest: number;
  width: number;
  lines: readonly ScoreLine[];
  label: string;
  axis: string;
  axisPairs: string;
}

const HEIGHT = 240;
const TOP = 40;
const BOTTOM = 40;
const START = 56;
const END = 12;
const LETTER = 6.5;

/** The bars that have something, and those that the lines need, with one more at each end. */
function range(bars: readonly number[], lowest: number, width: number, lines: readonly ScoreLine[]): [number, number] {
  const filled = bars.map((count, i) => (count > 0 ? i : -1)).filter((i) => i >= 0);
  const marked = lines.map((line) => Math.floor((line.at - lowest) / width));
  const all = [...filled, ...marked];
  return [Math.max(0, Math.min(...all) - 1), Math.min(bars.length, Math.max(...all) + 2)];
}

/** Numbers that read well between two scores. */
function ticks(from: number, to: number, most: number): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((size) => (to - from) / size <= most) ?? 50;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(to / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step);
}

/** On which side of its line a label stands: beside others the farther one outwards, if it fits, so that no line crosses a label. */
function labelSide(line: ScoreLine, lines: readonly ScoreLine[], at: number, width: number): 'start' | 'end' {
  const outwards = line.at > Math.min(...lines.map((one) => one.at)) || lines.length === 1;
  const fits = at + 5 + line.label.length * LETTER <= width;
  return fits && (outwards || at <= width / 2) ? 'start' : 'end';
}

export function Distribution({ bars, lowest, width, lines, label, axis, axisPairs }: DistributionProps) {
  const narrow = useNarrow();
  const WIDTH = narrow ? 340 : 540;
  const [first, end] = range(bars, lowest, width, lines);
  const from = lowest + first * width;
  const to = lowest + end * width;
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(...bars, 1) + 1)));
  const x = (score: number) => START + ((score - from) / (to - from)) * (WIDTH - START - END);
  const y = (count: number) => HEIGHT - BOTTOM - (Math.log10(Math.max(count, 0.5) * 2) / (decades + Math.log10(2))) * (HEIGHT - TOP - BOTTOM);
  const shown = (value: number) => number(Number(value.toFixed(2)));
  return (
    <figure class="distribution">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {Array.from({ length: decades + 1 }, (_, power) => 10 ** power).map((count) => (
          <g key={count}>
            <line x1={START} x2={WIDTH - END} y1={y(count)} y2={y(count)} class="distribution-grid" />
            <text x={START - 6} y={y(count) + 4} text-anchor="end">
              {number(count)}
            </text>
          </g>
        ))}
        {bars.slice(first, end).map((count, i) =>
          count === 0 ? null : (
            <rect
              key={first + i}
              x={x(from + i * width) + 0.5}
              width={Math.max(1, x(from + width) - START - 1)}
              y={y(count)}
              height={HEIGHT - BOTTOM - y(count)}
              class="distribution-bar"
            >
              <title>{`${shown(from + i * width)} – ${shown(from + (i + 1) * width)}: ${number(count)}`}</title>
            </rect>
          ),
        )}
        <line x1={START} x2={WIDTH - END} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} class="distribution-axis" />
        {ticks(from, to, narrow ? 5 : 10).map((score) => (
          <g key={score}>
            <line x1={x(score)} x2={x(score)} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM + 4} class="distribution-axis" />
            <text x={x(score)} y={HEIGHT - BOTTOM + 17} text-anchor="middle">
              {shown(score)}
            </text>
          </g>
        ))}
        <text x={(START + WIDTH - END) / 2} y={HEIGHT - 6} text-anchor="middle">
          {axis}
        </text>
        <text x={4} y={12} text-anchor="start">
          {axisPairs}
        </text>
        {lines.map((line, i) => (
          <g key={line.kind} class={`distribution-${line.kind}`}>
            <line x1={x(line.at)} x2={x(line.at)} y1={TOP - 14 + 14 * i} y2={HEIGHT - BOTTOM} class="distribution-mark" />
            <text
              x={x(line.at) + (labelSide(line, lines, x(line.at), WIDTH) === 'end' ? -5 : 5)}
              y={TOP - 6 + 14 * i}
              text-anchor={labelSide(line, lines, x(line.at), WIDTH)}
            >
              {line.label}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
