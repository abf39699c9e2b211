// SPDX-License-Identifier: MIT
// The words of files that leave, in Arabic.

import type { words as en } from '../en/exports.en';

export const words: typeof en = {
  exports: {
    take: 'تنزيل',
    excel: 'Excel',
    csv: 'CSV',
    forms: {
      moodle_marks: 'لنظام Moodle، سطر لكل تسجيل',
      lectures: 'المحاضرات، Excel',
      moodle_lectures: 'المحاضرات، لنظام Moodle',
      grades: 'الدرجات، Excel',
    },
    grades: 'الدرجات',
    gradesForms: { xlsx: 'Excel', csv: 'CSV', long: 'CSV، سطر لكل درجة' },
    people: 'تنزيل هؤلاء الأشخاص',
    marks: 'كل تسجيلات الحضور في ملف',
    marksHint: 'ملف CSV فيه سطر لكل تسجيل في الأيام والفصل الدراسي والقسم المختارة أعلاه. يستغرق لحظات في المؤسسات الكبيرة.',
    marksMake: 'أنشئ الملف',
    marksMaking: 'يجري إنشاء الملف.',
    marksReady: 'الملف جاهز.',
    marksSave: 'احفظ الملف',
    marksFailed: 'تعذّر إنشاء الملف.',
  },
};
