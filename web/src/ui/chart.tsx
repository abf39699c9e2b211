// SPDX-License-Identifier: MIT
// Pictures of figures, as plain SVG: columns or a line over time with an axis and a threshold, a week by hours, and a bar beside a name. A
// picture is drawn as wide as its place, so its letters are never stretched; each value is told when it is touched, pointed at or stepped to.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { percent } from '../core/text/format';

export interface Column {
  key: string;
  label: string;
  /** 0 to 100; null: nothing to show. */
  percentage: number | null;
  /** What is told of it; otherwise its label and its percentage. */
  words?: string;
}

export interface Threshold {
  at: number;
  label: string;
}

export interface Before {
  label: string;
  /** Place by place; null: nothing to show. */
  values: readonly (number | null)[];
}

interface PlotProps {
  columns: readonly Column[];
  label: string;
  kind?: 'columns' | 'line';
  threshold?: Threshold | undefined;
  /** The same earlier: a line behind. */
  before?: Before | undefined;
  /** What is said while nothing is touched. */
  hint?: string;
}

const HEIGHT = 190;
const TOP = 12;
const FOOT = 24;
const AXIS = 44;
const END = 8;
const STEPS = [0, 25, 50, 75, 100];
const LABEL_PX = 64;
const NEAR = 11;

/** Without the empty ones before the first and after the last. Pure. */
export function trimmed(columns: readonly Column[]): readonly Column[] {
  const first = columns.findIndex((column) => column.percentage !== null);
  const fromEnd = [...columns].reverse().findIndex((column) => column.percentage !== null);
  return first < 0 ? [] : columns.slice(first, columns.length - fromEnd);
}

/** Which of so many places have their label below, so that none lies on another: evenly, the last one always. Pure. */
export function labelled(count: number, width: number): number[] {
  if (count === 0) return [];
  const fit = Math.max(1, Math.floor(width / LABEL_PX));
  const step = Math.ceil(count / fit);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => count - 1 - i * step).reverse();
}

/** Runs of neighbours that have a value. */
function runs(values: readonly (number | null | undefined)[]): { at: number; value: number }[][] {
  const found: { at: number; value: number }[][] = [];
  let open = false;
  values.forEach((value, at) => {
    if (value === null || value === undefined) open = false;
    else if (open) found.at(-1)?.push({ at, value });
    else {
      found.push([{ at, value }]);
      open = true;
    }
  });
  return found;
}

function useWidth(box: RefObject<HTMLElement>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => setWidth(Math.round(element.clientWidth));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return width;
}

const said = (column: Column): string => column.words ?? `${column.label}: ${column.percentage === null ? '–' : percent(column.percentage)}`;

export function Plot({ columns: all, label, kind = 'columns', threshold, before, hint = '' }: PlotProps) {
  const columns = trimmed(all);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [chosen, choose] = useState<number | null>(null);
  const rtl = document.documentElement.dir === 'rtl';
  const along = Math.max(0, width - AXIS - END);
  const step = columns.length > 0 ? along / columns.length : along;
  const bar = Math.max(2, Math.min(28, step * 0.68));
  const x = (n: number) => (rtl ? width - n : n);
  const middle = (i: number) => x(AXIS + (i + 0.5) * step);
  const y = (value: number) => TOP + (1 - value / 100) * (HEIGHT - TOP - FOOT);
  // A label at the edge stays within the picture.
  const labelAt = (i: number) => x(Math.min(AXIS + (i + 0.5) * step, width - LABEL_PX / 2));
  const line = (points: { at: number; value: number }[]) => points.map(({ at, value }) => `${middle(at)},${y(value)}`).join(' ');
  const [first, last] = [columns[0], columns.at(-1)];
  const summary = first && last ? `${label}. ${said(first)}; ${said(last)}` : label;
  // The threshold has its mark on the axis; those that would lie on it give way.
  const marks = threshold && threshold.at > 0 ? [...STEPS.filter((value) => Math.abs(value - threshold.at) > NEAR), threshold.at] : STEPS;
  const at = chosen === null ? null : Math.min(chosen, columns.length - 1);
  const column = at === null ? undefined : columns[at];
  const point = (event: PointerEvent) => {
    const from = box.current?.getBoundingClientRect();
    if (!from || columns.length === 0) return;
    const i = Math.floor((x(event.clientX - from.left) - AXIS) / step);
    choose(Math.max(0, Math.min(columns.length - 1, i)));
  };
  const key = (event: KeyboardEvent) => {
    const ahead = rtl ? 'ArrowLeft' : 'ArrowRight';
    const moves: Record<string, number> = { [ahead]: 1, [rtl ? 'ArrowRight' : 'ArrowLeft']: -1, Home: -columns.length, End: columns.length };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(columns.length - 1, (at ?? (move > 0 ? -1 : columns.length)) + move)));
  };
  return (
    <figure class="plot">
      <div
        ref={box}
        class="plot-box"
        role="group"
        aria-label={summary}
        tabIndex={0}
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={(event) => event.pointerType === 'mouse' && choose(null)}
        onKeyDown={key}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
            {STEPS.map((value) => (
              <line key={value} x1={x(AXIS)} x2={x(width)} y1={y(value)} y2={y(value)} class="plot-line" />
            ))}
            {marks.map((value) => (
              <text
                key={value}
                x={x(AXIS - 8)}
                y={y(value)}
                class={value === threshold?.at ? 'plot-mark plot-mark-threshold' : 'plot-mark'}
                dominant-baseline="middle"
                text-anchor={rtl ? 'start' : 'end'}
                direction="ltr"
              >
                {percent(value)}
              </text>
            ))}
            {kind === 'columns' &&
              columns.map((one, i) =>
                one.percentage === null ? null : (
                  <rect
                    key={one.key}
                    x={middle(i) - bar / 2}
                    width={bar}
                    y={y(one.percentage)}
                    height={Math.max(1, y(0) - y(one.percentage))}
                    rx={Math.min(3, bar / 3)}
                    class={`plot-bar${threshold && one.percentage < threshold.at ? ' plot-low' : ''}${at !== null && at !== i ? ' plot-aside' : ''}`}
                  />
                ),
              )}
            {runs(before?.values.slice(0, columns.length) ?? []).map((points) => (
              <polyline key={points[0]?.at} points={line(points)} class="plot-before" />
            ))}
            {kind === 'line' &&
              runs(columns.map((one) => one.percentage)).map((points) => (
                <g key={points[0]?.at}>
                  <polyline points={line(points)} class="plot-path" />
                  {points.length === 1 && points[0] && <circle cx={middle(points[0].at)} cy={y(points[0].value)} r={3} class="plot-dot" />}
                </g>
              ))}
            {threshold && threshold.at > 0 && (
              <line x1={x(AXIS)} x2={x(width)} y1={y(threshold.at)} y2={y(threshold.at)} class="plot-threshold" />
            )}
            {kind === 'line' && at !== null && column && column.percentage !== null && <circle cx={middle(at)} cy={y(column.percentage)} r={5} class="plot-dot" />}
            {labelled(columns.length, along).map((i) => (
              <text key={i} x={labelAt(i)} y={HEIGHT - 6} class="plot-mark" text-anchor="middle">
                {columns[i]?.label}
              </text>
            ))}
          </svg>
        )}
      </div>
      <figcaption class="plot-foot small">
        <span class="plot-said muted" aria-live="polite">
          {column ? said(column) : hint || ' '}
        </span>
        {threshold && threshold.at > 0 && <span class="plot-key plot-key-threshold">{threshold.label}</span>}
        {before && before.values.length > 0 && <span class="plot-key plot-key-before">{before.label}</span>}
      </figcaption>
    </figure>
  );
}

/** Columns in the order of time. */
export function Columns({ columns, label }: { columns: readonly Column[]; label: string }) {
  return <Plot columns={columns} label={label} />;
}

export interface Slot {
  row: number;
  col: number;
  percentage: number | null;
  words: string;
}

/** Levels of a colour: so many steps between the lowest and the highest that are shown. Pure. */
export function levelOf(percentage: number | null, lowest: number, highest: number): number {
  if (percentage === null) return 0;
  return highest > lowest ? 1 + Math.round((4 * (percentage - lowest)) / (highest - lowest)) : 3;
}

/** Rows by columns, darker where more came. The figure stands in each square; what it is of is told below. */
export function Heat({ rows, cols, slots, label, hint }: { rows: readonly string[]; cols: readonly string[]; slots: readonly Slot[]; label: string; hint: string }) {
  const [chosen, choose] = useState<Slot | null>(null);
  const values = slots.flatMap((slot) => slot.percentage ?? []);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  return (
    <figure class="heat">
      <div class="heat-scroll">
        <table class="heat-table" aria-label={label}>
          <thead>
            <tr>
              <td />
              {cols.map((col) => (
                <th key={col} scope="col">
                  {col}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {cols.map((col, c) => {
                  const slot = slots.find((one) => one.row === r && one.col === c);
                  return (
                    <td key={col}>
                      {slot ? (
                        <button
                          type="button"
                          class={`heat-cell heat-${levelOf(slot.percentage, lowest, highest)}`}
                          aria-label={slot.words}
                          onClick={() => choose(slot)}
                          onFocus={() => choose(slot)}
                          onMouseEnter={() => choose(slot)}
                          onMouseLeave={() => choose(null)}
                        >
                          {slot.percentage === null ? '–' : percent(slot.percentage)}
                        </button>
                      ) : (
                        <span class="heat-none" />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption class="plot-said muted small" aria-live="polite">
        {chosen ? chosen.words : hint}
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
