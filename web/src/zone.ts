// SPDX-License-Identifier: MIT
// Wall-clock times of a time zone to UTC and back, with nothing but Intl.

/** Milliseconds that `zone` is ahead of UTC at `at`. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
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

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone.length > 0;
  } catch {
    return false;
  }
}
