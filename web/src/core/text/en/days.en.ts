// SPDX-License-Identifier: MIT
// The words of the calendar, in English.

import { englishPlural as plural } from '../plural';

export const words = {
  days: {
    title: 'Calendar',
    views: { agenda: 'Agenda', week: 'Week', month: 'Month' },
    view: 'How it is shown',
    before: { agenda: 'Four weeks earlier', week: 'The week before', month: 'The month before' },
    after: { agenda: 'Four weeks later', week: 'The next week', month: 'The next month' },
    today: 'Today',
    subscribe: 'Subscribe',
    none: 'Nothing is planned in these weeks.',
    noneDay: 'Nothing on this day.',
    cancelled: 'Cancelled',
    open: 'Attendance is open',
    more: (n: number) => `${n} more`,
    entries: (n: number) => plural(n, 'lecture', 'lectures'),
    cut: 'There are more lectures than can be shown here. Choose a week.',
    week: (from: string, to: string) => `${from} to ${to}`,
  },
};
