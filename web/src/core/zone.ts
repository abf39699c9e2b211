// SPDX-License-Identifier: MIT
// Wall-clock times of a time zone to UTC and back, with nothing but Intl.

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making a clock costs far more than reading it: each is made once. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const found = clocks.get(zone);
  if (found) return found;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, made);
  return made;
}

/** Milliseconds that `zone` is ahead of UTC at `at`. */
function offsetAt(at: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

/**
 * The moment when clocks in `zone` show `date` (YYYY-MM-DD) and `time` (HH:MM). In the hour that is skipped in spring
 * the clock an hour later is meant; in the one repeated in autumn, the first.
 */
export function zonedTime(date: string, time: string, zone: string): Date {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const earlier = wall - offsetAt(wall - 86_400_000, zone);
  if (earlier + offsetAt(earlier, zone) === wall) return new Date(earlier);
  const later = wall - offsetAt(wall + 86_400_000, zone);
  if (later + offsetAt(later, zone) === wall) return new Date(later);
  return new Date(earlier);
}

/** What clocks in `zone` show at `at`, as the values of date and time inputs. */
export function wallClock(at: number, zone: string): { date: string; time: string } {
  const text = new Date(at + offsetAt(at, zone)).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** What a lecture that ends on the next day may last, as the server has it. */
export const OVERNIGHT_HOURS = 12;

/** Whether a lecture on the wall clock ends on the day after its start, as 22:00 to 01:00 does. */
export function overnight(from: string, to: string): boolean {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return to < from && minutes(to) + 24 * 60 - minutes(from) <= OVERNIGHT_HOURS * 60;
}

/** Whether a lecture may be from one time of the clock to the other, on one day or into the next. */
export const clockOrder = (from: string, to: string) => from < to || overnight(from, to);

/** Start and end of a lecture on the clocks of `zone`; null: the end is not behind the start. */
export function lectureTimes(date: string, from: string, to: string, zone: string): { starts_at: string; ends_at: string } | null {
  if (!clockOrder(from, to)) return null;
  const next = new Date(Date.parse(`${date}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const [starts, ends] = [zonedTime(date, from, zone), zonedTime(overnight(from, to) ? next : date, to, zone)];
  return ends > starts ? { starts_at: starts.toISOString(), ends_at: ends.toISOString() } : null;
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone.length > 0;
  } catch {
    return false;
  }
}
