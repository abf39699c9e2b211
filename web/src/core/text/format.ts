// SPDX-License-Identifier: MIT
// Times and numbers as people read them. The classroom's own time zone, where there is one.

import { now } from '../clock';
import { isolate, locale } from '.';

type Zone = string | undefined;

const made = new Map<string, unknown>();

/** Making a formatter costs far more than using it: each is made once. */
function kept<T>(name: string, options: object, make: () => T): T {
  const key = `${name} ${locale()} ${JSON.stringify(options)}`;
  const found = made.get(key) as T | undefined;
  if (found) return found;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

const dates = (language: string, options: Intl.DateTimeFormatOptions) =>
  kept(`date ${language}`, options, () => {
    try {
      return new Intl.DateTimeFormat(language, options);
    } catch {
      // A zone this browser does not know.
      return new Intl.DateTimeFormat(language, { ...options, timeZone: undefined });
    }
  });

const numbers = (options: Intl.NumberFormatOptions) => kept('number', options, () => new Intl.NumberFormat(locale(), options));

function format(time: string | number, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  return dates(locale(), zone ? { ...options, timeZone: zone } : options).format(at);
}

export const clockTime = (time: string | number, zone?: string) =>
  format(time, zone, { hour: 'numeric', minute: '2-digit' });

export const shortDay = (time: string, zone?: string) => format(time, zone, { day: 'numeric', month: 'short' });

export const longDay = (time: string, zone?: string) =>
  format(time, zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** A day's own name, at the head of its page. */
export const wholeDay = (time: string | number, zone?: string) => format(time, zone, { weekday: 'long', day: 'numeric', month: 'long' });

const dayParts = (time: string | number, zone: Zone) =>
  dates('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone ? { timeZone: zone } : {}) }).format(new Date(time));

/** The month that a time lies in; its year, too, unless it is this one. */
export function monthOf(time: string, zone?: string): string {
  const year = (at: string | number) => dayParts(at, zone).slice(0, 4);
  return format(time, zone, { month: 'long', ...(year(time) !== year(now()) && { year: 'numeric' }) });
}

/** The number of the day on the clocks of the zone, counted from 1970. */
export function dayNumber(time: string | number, zone: Zone): number {
  return Date.parse(dayParts(time, zone)) / 86_400_000;
}

/** "today", "tomorrow" or "yesterday" in the zone; null: another day. */
function nearDay(time: string, zone?: string): string | null {
  const distance = dayNumber(time, zone) - dayNumber(now(), zone);
  return Math.abs(distance) <= 1 ? kept('near', {}, () => new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })).format(distance, 'day') : null;
}

const comma = () => (locale().startsWith('ar') ? '،' : ',');

/** "Today", "Tomorrow", "Yesterday" or the day itself, in the zone. */
export function day(time: string, zone?: string): string {
  const word = nearDay(time, zone);
  if (word) return word.charAt(0).toLocaleUpperCase(locale()) + word.slice(1);
  return format(time, zone, { weekday: 'short', day: 'numeric', month: 'short' });
}

/** The same within a sentence. */
export const dayInside = (time: string, zone?: string) => nearDay(time, zone) ?? day(time, zone);

/** From when to when a lecture is; the end with its weekday when that is another day. */
export function span(from: string, to: string, zone?: string): string {
  const other = dayNumber(from, zone) !== dayNumber(to, zone);
  const end = other ? format(to, zone, { weekday: 'short', hour: 'numeric', minute: '2-digit' }) : clockTime(to, zone);
  return `${clockTime(from, zone)} – ${end}`;
}

/** Whether any of it is today, on the clocks of the zone. */
export function isToday(from: string, to: string, zone?: string): boolean {
  const today = dayNumber(now(), zone);
  return dayNumber(from, zone) <= today && dayNumber(Date.parse(to) - 1, zone) >= today;
}

/** 75 -> "75 %" by the language's own habit; at most one decimal. */
export const percent = (percentage: number) =>
  isolate(numbers({ style: 'percent', maximumFractionDigits: 1 }).format(percentage / 100));

/** A share of 1, with two figures: more would promise what nobody knows. */
export const roughPercent = (share: number) => isolate(numbers({ style: 'percent', maximumSignificantDigits: 2 }).format(share));

/** Always with so many decimals. */
export const decimals = (n: number, digits: number) =>
  isolate(numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n));

export const number = (n: number) => isolate(numbers({}).format(n));

/** Milliseconds as 4:05, or 1:02:00 from an hour on; never below 0:00. Pure. */
export function countdown(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1536 -> "1.5 kB": as people read the size of a file. */
export function fileSize(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : bytes < 1_000_000_000 ? 2 : 3;
  const options = { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return isolate(numbers(options).format(bytes / 1000 ** step));
}

/** A day with its time, as deadlines are read. */
export const dayAndTime = (time: string, zone?: string) => `${day(time, zone)}${comma()} ${clockTime(time, zone)}`;

/** The same within a sentence, where "today" is no beginning. */
export function dayAndTimeInside(time: string, zone?: string): string {
  const words = dayAndTime(time, zone);
  const word = nearDay(time, zone);
  return word ? word + words.slice(word.length) : words;
}

// What is shorter and has a figure is not broken: a room's number does not stand on a line of its own.
const UNBROKEN_MAX = 12;
const unbroken = (part: string) => (part.length <= UNBROKEN_MAX && /\d/.test(part) ? part.replaceAll(' ', '\u00a0') : part);

/**
 * What is known of a thing, in one line. Each part keeps its own direction of writing among those of another, and no
 * line begins with the sign between them.
 */
export function facts(parts: readonly (string | null | undefined | false)[]): string {
  return parts.flatMap((part) => (part ? [isolate(unbroken(part))] : [])).join('\u00a0· ');
}

const noon = (date: string) => `${date}T12:00:00Z`;

/** Of a date (YYYY-MM-DD): "Mon 30 Nov". */
export const calendarDay = (date: string) => format(noon(date), 'UTC', { weekday: 'short', day: 'numeric', month: 'short' });
export const weekdayWord = (date: string) => format(noon(date), 'UTC', { weekday: 'short' });
export const dayNumberWord = (date: string) => format(noon(date), 'UTC', { day: 'numeric' });
/** "November 2026"; `short`: "Nov". */
export const monthWord = (date: string, short = false) => format(noon(date), 'UTC', short ? { month: 'short' } : { month: 'long', year: 'numeric' });
/** Of a moment, on the clocks of a zone: "Mon", and 30. */
export const weekdayAt = (time: string, zone: string) => format(time, zone, { weekday: 'short' });
export const dayAt = (time: string, zone: string) => format(time, zone, { day: 'numeric' });
const A_MONDAY = Date.UTC(2026, 0, 5, 12);
/** The name of a day of the week; 1: Monday, 7: Sunday. */
export const weekdayName = (number: number, length: 'short' | 'long') => format(A_MONDAY + (number - 1) * 86_400_000, 'UTC', { weekday: length });
/** "9:00 AM" or "09:00" of a full hour. */
export const fullHour = (hour: number) => format(Date.UTC(2026, 0, 1, hour), 'UTC', { hour: 'numeric', minute: '2-digit' });
/** "9 AM" or "09" of an hour of the day. */
export const hourWord = (hour: number) => format(Date.UTC(2026, 0, 1, hour), 'UTC', { hour: 'numeric' });
