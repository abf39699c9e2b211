// SPDX-License-Identifier: MIT
// The words of files that leave, in Hindi.

import type { words as en } from '../en/exports.en';

export const words: typeof en = {
  exports: {
    take: 'डाउनलोड',
    excel: 'Excel',
    csv: 'CSV',
    forms: {
      moodle_marks: 'Moodle के लिए, हर उपस्थिति की एक पंक्ति',
      lectures: 'लेक्चर, Excel',
      moodle_lectures: 'लेक्चर, Moodle के लिए',
      grades: 'अंक, Excel',
    },
    grades: 'अंक',
    gradesForms: { xlsx: 'Excel', csv: 'CSV', long: 'CSV, हर अंक की एक पंक्ति' },
    people: 'ये लोग डाउनलोड करें',
    marks: 'सारी उपस्थिति एक फ़ाइल में',
    marksHint: 'ऊपर चुने गए दिनों, सत्र और विभाग की हर उपस्थिति की एक पंक्ति वाली CSV। बड़े संस्थान में थोड़ा समय लगता है।',
    marksMake: 'फ़ाइल बनाएँ',
    marksMaking: 'फ़ाइल बन रही है।',
    marksReady: 'फ़ाइल तैयार है।',
    marksSave: 'फ़ाइल सहेजें',
    marksFailed: 'फ़ाइल नहीं बन सकी।',
  },
};
