// SPDX-License-Identifier: MIT
// The words of going somewhere by typing, in Hindi.

import type { words as en } from '../en/search.en';
import { hindiPlural as plural } from '../plural';

export const words: typeof en = {
  search: {
    title: 'यहाँ जाएँ',
    field: 'क्लास, लोग और पन्ने खोजें',
    none: 'कुछ नहीं मिला।',
    pages: 'पन्ने',
    classes: 'क्लास',
    lectures: 'आज के लेक्चर',
    people: 'लोग',
    results: (n) => plural(n, 'नतीजा', 'नतीजे'),
    newClass: 'नई क्लास',
    join: 'क्लास में शामिल हों',
    leave: 'छुट्टी माँगें',
    faceCheck: 'चेहरे की जाँच सेट करें',
    choices: 'सूचनाएँ चुनें',
    invite: 'किसी को बुलाएँ',
    imports: 'लोगों को आयात करें',
    settings: 'सेटिंग',
    audit: 'ऑडिट लॉग',
    holidays: 'छुट्टियाँ',
  },
};
