// SPDX-License-Identifier: MIT
// What a rule that warns asks, where a student stands by it, and what a warning was about, in words.

import { words } from '../../core/text';
import { rules as rulesWords } from '../../core/text/books';
import { facts, shortDay } from '../../core/text/format';
import type { RuleStanding, WarningKind, WarningRule } from '../../core/types';

const text = words(rulesWords);

/** What a rule asks, in one line. */
export function ruleLine(rule: Pick<WarningRule, 'kind' | 'lectures' | 'days' | 'percent' | 'counted_min'>, threshold: number): string {
  const t = text().rules;
  if (rule.kind === 'in_a_row') return t.asks.in_a_row(rule.lectures);
  if (rule.kind === 'within') return t.asks.within(rule.lectures, rule.days);
  const percent = rule.percent || threshold;
  return rule.kind === 'below' ? t.asks.below(percent, rule.counted_min) : t.asks.out_of_reach(percent, rule.counted_min);
}

/** Where the student stands by it: "2 of 3 missed in a row". */
export function standLine(rule: RuleStanding): string {
  const t = text().rules;
  if (rule.kind === 'in_a_row') return t.stands.in_a_row(rule.missed, rule.lectures);
  if (rule.kind === 'within') return t.stands.within(rule.missed, rule.lectures, rule.days);
  if (rule.counted < rule.counted_min) return t.stands.tooFew(rule.counted, rule.counted_min);
  if (rule.kind === 'below') return t.stands.below(rule.attended, rule.counted, rule.percent);
  return rule.holds ? t.stands.out : t.stands.inReach(rule.percent);
}

export interface WarningText {
  kind: WarningKind | null; // said by the text itself, to the staff
  figures: string;
  lectures: { at: string; title: string | null }[];
}

/** The text of a warning: "in_a_row: 3|1795424400000 Sets|...". */
export function readWarning(words: string): WarningText {
  const [head = '', ...rest] = words.split('|');
  const match = /^(?:advised )?(in_a_row|within|below|out_of_reach): (.*)$/.exec(head);
  return {
    kind: match ? (match[1] as WarningKind) : null,
    figures: match?.[2] ?? head,
    lectures: rest
      .map((one) => /^(\d{1,15})(?: (.*))?$/.exec(one))
      .filter((one) => one !== null)
      .map((one) => ({ at: new Date(Number(one[1])).toISOString(), title: one[2] ?? null })),
  };
}

/** One line of what a warning is about: its figures and its lectures, on the clocks of their classroom. */
export function warningLine(words: string, zone: string | undefined): string {
  const t = text().rules;
  const { kind, figures, lectures } = readWarning(words);
  const named = lectures.map(({ at, title }) => [shortDay(at, zone), title].filter(Boolean).join(' ')).join(', ');
  return facts([kind && t.kind[kind], /[/%]/.test(figures) ? figures : null, named && t.missedOn(named)]);
}
