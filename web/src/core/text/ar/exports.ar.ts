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
    roster: 'المؤسسة في ملف OneRoster',
    rosterHint: 'أرشيف OneRoster 1.2 فيه الأشخاص والصفوف ومن فيها، لنظام آخر. لا وجوه فيه ولا تسجيلات حضور. وإذا استُورد هنا من جديد فلا يتغيّر شيء.',
    fileMake: 'أنشئ الملف',
    fileMaking: 'يجري إنشاء الملف.',
    fileReady: 'الملف جاهز.',
    fileSave: 'احفظ الملف',
    fileFailed: 'تعذّر إنشاء الملف.',
  },
};
