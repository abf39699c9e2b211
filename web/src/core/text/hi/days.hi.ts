// SPDX-License-Identifier: MIT
// The words of the calendar, in Hindi.

import type { words as en } from '../en/days.en';
import { hindiPlural as plural } from '../plural';

export const words: typeof en = {
  days: {
    title: 'कैलेंडर',
    views: { agenda: 'सूची', week: 'सप्ताह', month: 'महीना' },
    view: 'कैसे दिखे',
    before: { agenda: 'चार सप्ताह पहले', week: 'पिछला सप्ताह', month: 'पिछला महीना' },
    after: { agenda: 'चार सप्ताह बाद', week: 'अगला सप्ताह', month: 'अगला महीना' },
    today: 'आज',
    subscribe: 'सदस्यता लें',
    none: 'इन सप्ताहों में कुछ तय नहीं है।',
    noneDay: 'इस दिन कुछ नहीं है।',
    cancelled: 'रद्द',
    open: 'अटेंडेंस खुली है',
    more: (n) => `${n} और`,
    entries: (n) => plural(n, 'लेक्चर', 'लेक्चर'),
    cut: 'यहाँ दिखाए जा सकने से ज़्यादा लेक्चर हैं। कोई सप्ताह चुनें।',
    week: (from, to) => `${from} से ${to} तक`,
  },
};
