// SPDX-License-Identifier: MIT
// The words of registers, statistics, outlooks and reports, in Hindi.

import type { words as en } from '../en/figures.en';
import { hindiPlural as plural } from '../plural';

const figures: (typeof en)['figures'] = {
  outlook: {
    canMiss: (n, threshold) =>
      n === 1 ? `आप 1 और लेक्चर छोड़ सकते हैं, तब भी ${threshold} बना रहेगा।` : `आप ${n} और लेक्चर छोड़ सकते हैं, तब भी ${threshold} बना रहेगा।`,
    near: (threshold) => `अगला लेक्चर छूटा, तो आप ${threshold} से नीचे चले जाएँगे।`,
    mustAttend: (n, threshold) =>
      n === 1 ? `फिर से ${threshold} तक पहुँचने के लिए आपको अगले लेक्चर में आना होगा।` : `फिर से ${threshold} तक पहुँचने के लिए आपको अगले ${n} लेक्चर में आना होगा।`,
    never: (threshold) => `आप ${threshold} से नीचे हैं। अपने प्रोफ़ेसर से बात करें।`,
    outOfReach: (threshold) => `अब ${threshold} तक पहुँचना संभव नहीं है। अपने प्रोफ़ेसर से बात करें।`,
  },
  register: {
    oneLecture: 'रजिस्टर का एक लेक्चर',
    before: 'इससे पहले का लेक्चर',
    after: 'अगला लेक्चर',
    open: (day) => `यह लेक्चर खोलें (${day})`,
    forms: {
      xlsx: 'Excel',
      csv: 'CSV',
      long: 'CSV, हर उपस्थिति की एक पंक्ति',
      moodle: 'Moodle के लिए',
      print: 'प्रिंट',
    },
  },
  statistics: {
    of: (attended, counted) => `${counted} में से ${attended} उपस्थित`,
    byLecture: 'लेक्चर के अनुसार उपस्थिति',
    none: 'अटेंडेंस लेने के बाद आँकड़े दिखेंगे।',
    riskFrom: (n) => `${n} से कम गिने गए लेक्चर वाले विद्यार्थी इस सूची में नहीं हैं।`,
    toldFrom: (n) => `${n} लेक्चर गिने जाने के बाद, सीमा से नीचे जाने पर विद्यार्थियों को बताया जाता है।`,
    risks: { out_of_reach: 'पहुँच से बाहर', below: 'सीमा से नीचे', near: 'बस एक बाक़ी' },
    late: 'देर से आए, दिन के अनुसार',
    lateHint: 'जो आए, उनमें से।',
    lateOf: (late, came) => `${came} में से ${late}`,
  },
  report: {
    title: 'रिपोर्ट',
    hint: 'पिछले 365 दिनों के लेक्चर, या आपके चुने हुए दिनों के।',
    csv: 'CSV',
    attendance: 'उपस्थिति',
    denominator: 'उन सभी विद्यार्थियों में से, जिन्हें अटेंडेंस वाले लेक्चरों में आना था।',
    of: (part, whole) => `${whole} में से ${part}`,
    taken: 'अटेंडेंस ली गई',
    takenOf: (lectures) => `शुरू हुए ${lectures} लेक्चर में से`,
    marked: 'उपस्थिति कैसे दर्ज हुई',
    other: 'दूसरी स्थितियाँ',
    weeks: 'हफ़्ते के अनुसार उपस्थिति',
    terms: 'सत्र के अनुसार',
    noTerm: 'बिना सत्र के',
    professors: 'प्रोफ़ेसर के अनुसार',
    group: (classrooms, taken, lectures) => `${plural(classrooms, 'क्लास', 'क्लासें')} · ${lectures} में से ${taken} लेक्चर में अटेंडेंस ली गई`,
    untaken: 'अटेंडेंस कभी नहीं ली गई',
    cut: (n) => `और ${n}, जो इस पेज पर नहीं हैं: कोई सत्र, विभाग या प्रोफ़ेसर चुनें।`,
    untakenOf: (untaken, lectures) => `${lectures} में से ${untaken} लेक्चर`,
    coverage: 'फ़ेस चेक कौन इस्तेमाल करता है',
  },
};

export const words: typeof en = { figures };
