// SPDX-License-Identifier: MIT
// The words of registers, statistics, outlooks and reports, in Arabic.

import type { words as en } from '../en/figures.en';
import { arabicPlural as plural } from '../plural';

const figures: (typeof en)['figures'] = {
  outlook: {
    canMiss: (n, threshold) =>
      n === 1
        ? `يمكنك التغيب عن محاضرة واحدة بعد وتبقى عند ${threshold}.`
        : n === 2
          ? `يمكنك التغيب عن محاضرتين بعد وتبقى عند ${threshold}.`
          : `يمكنك التغيب عن ${n} من المحاضرات بعد وتبقى عند ${threshold}.`,
    near: (threshold) => `إن تغيبت عن المحاضرة التالية نزلت تحت ${threshold}.`,
    mustAttend: (n, threshold) =>
      n === 1
        ? `عليك حضور المحاضرة التالية لتعود إلى ${threshold}.`
        : n === 2
          ? `عليك حضور المحاضرتين التاليتين لتعود إلى ${threshold}.`
          : `عليك حضور ${n} من المحاضرات التالية كلها لتعود إلى ${threshold}.`,
    never: (threshold) => `أنت تحت ${threshold}. تحدّث مع أستاذك.`,
    outOfReach: (threshold) => `لم يعد بلوغ ${threshold} ممكنًا. تحدّث مع أستاذك.`,
  },
  register: {
    oneLecture: 'محاضرة واحدة من السجل',
    before: 'المحاضرة السابقة',
    after: 'المحاضرة التالية',
    open: (day) => `فتح هذه المحاضرة (${day})`,
    forms: {
      xlsx: 'Excel',
      csv: 'CSV',
      long: 'CSV، سطر لكل تسجيل',
      moodle: 'لنظام Moodle',
      print: 'طباعة',
    },
  },
  statistics: {
    of: (attended, counted) => `حضور ${attended} من ${counted}`,
    byLecture: 'الحضور بحسب المحاضرة',
    none: 'تظهر الأرقام بعد أخذ الحضور.',
    riskFrom: (n) => `لا يُدرج من حُسبت له أقل من ${n} محاضرات.`,
    toldFrom: (n) => `يُبلَّغ الطالب بنزوله عن الحد حين تُحسب له ${n} محاضرات.`,
    risks: { out_of_reach: 'لم يعد ممكنًا', below: 'تحت الحد', near: 'على بعد محاضرة' },
    late: 'التأخر بحسب اليوم',
    lateHint: 'ممن حضروا.',
    lateOf: (late, came) => `${late} من ${came}`,
  },
  report: {
    title: 'التقرير',
    hint: 'محاضرات آخر 365 يومًا، أو الأيام التي تختارها.',
    csv: 'CSV',
    attendance: 'الحضور',
    denominator: 'من كل الطلاب المنتظرين في المحاضرات التي أُخذ حضورها.',
    of: (part, whole) => `${part} من ${whole}`,
    taken: 'أُخذ حضورها',
    takenOf: (lectures) => `من المحاضرات التي بدأت: ${lectures}`,
    marked: 'كيف سُجّلوا',
    other: 'حالات أخرى',
    weeks: 'الحضور بحسب الأسبوع',
    terms: 'بحسب الفصل الدراسي',
    noTerm: 'بلا فصل',
    professors: 'بحسب الأستاذ',
    group: (classrooms, taken, lectures) => `${plural(classrooms, 'صف واحد', 'صفّان', 'صفوف', 'صفًا')} · أُخذ الحضور في ${taken} من ${lectures} من المحاضرات`,
    untaken: 'لم يؤخذ الحضور قط',
    cut: (n) => `و${n} غيرها لا تتسع لها هذه الصفحة: اختر فصلًا أو قسمًا أو أستاذًا.`,
    untakenOf: (untaken, lectures) => `${untaken} من ${lectures} من المحاضرات`,
    coverage: 'من يستعمل التحقق من الوجه',
  },
};

export const words: typeof en = { figures };
