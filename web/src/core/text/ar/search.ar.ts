// SPDX-License-Identifier: MIT
// The words of going somewhere by typing, in Arabic.

import type { words as en } from '../en/search.en';
import { arabicPlural as plural } from '../plural';

export const words: typeof en = {
  search: {
    title: 'انتقل إلى',
    field: 'ابحث عن صفوف وأشخاص وصفحات',
    none: 'لا شيء يطابق.',
    pages: 'الصفحات',
    classes: 'الصفوف',
    lectures: 'محاضرات اليوم',
    people: 'الأشخاص',
    results: (n) => plural(n, 'نتيجة', 'نتيجتان', 'نتائج', 'نتيجة'),
    newClass: 'صف جديد',
    join: 'الانضمام إلى صف',
    leave: 'طلب إجازة',
    faceCheck: 'إعداد التحقق من الوجه',
    choices: 'اختيار الإشعارات',
    invite: 'دعوة شخص',
    imports: 'استيراد أشخاص',
    settings: 'الإعدادات',
    audit: 'سجل التدقيق',
    holidays: 'العطل',
  },
};
