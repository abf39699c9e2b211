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
    roster: 'पूरा संस्थान OneRoster फ़ाइल में',
    rosterHint: 'लोगों, क्लासों और कौन किस क्लास में है, इसका OneRoster 1.2 आर्काइव, किसी दूसरे सिस्टम के लिए। इसमें न चेहरे हैं, न उपस्थिति। यहाँ फिर से लाने पर कुछ नहीं बदलता।',
    fileMake: 'फ़ाइल बनाएँ',
    fileMaking: 'फ़ाइल बन रही है।',
    fileReady: 'फ़ाइल तैयार है।',
    fileSave: 'फ़ाइल सहेजें',
    fileFailed: 'फ़ाइल नहीं बन सकी।',
  },
};
