// SPDX-License-Identifier: MIT
// On which day a week begins for the reader. The server's counterpart is language_week_start (src/school/common/language.h).

/** Where it is not Monday (CLDR), for browsers that do not say. */
const SUNDAY =
  'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW'.split(' ');
const SATURDAY = 'AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY'.split(' ');
const FRIDAY = ['MV'];

interface WeekInfo {
  firstDay: number;
}
type LocaleWithWeek = Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };

/** By the country alone; a language without one is taken to be where most speak it. */
export function weekStartByTable(tag: string): number {
  const country = new Intl.Locale(tag).maximize().region ?? '';
  if (SUNDAY.includes(country)) return 7;
  if (SATURDAY.includes(country)) return 6;
  return FRIDAY.includes(country) ? 5 : 1;
}

/** The first day of a week where `tag` is spoken: 1 Monday to 7 Sunday; for what is no language tag, Monday. */
export function weekStart(tag: string): number {
  try {
    const place: LocaleWithWeek = new Intl.Locale(tag);
    return (place.getWeekInfo?.() ?? place.weekInfo)?.firstDay ?? weekStartByTable(tag);
  } catch {
    return 1;
  }
}

/** 1 Monday to 7 Sunday, in the order in which a week has them for the reader. */
export function weekDays(tag: string = navigator.languages[0] ?? 'en-GB'): number[] {
  const first = weekStart(tag);
  return Array.from({ length: 7 }, (_, index) => ((first - 1 + index) % 7) + 1);
}
