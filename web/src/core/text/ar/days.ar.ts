// SPDX-License-Identifier: MIT
// The words of the calendar, in Arabic.

import type { words as en } from '../en/days.en';
import { arabicPlural as plural } from '../plural';

export const words: typeof en = {
  days: {
    title: 'التقويم',
    views: { agenda: 'قائمة', week: 'أسبوع', month: 'شهر' },
    view: 'طريقة العرض',
    before: { agenda: 'أربعة أسابيع إلى الوراء', week: 'الأسبوع السابق', month: 'الشهر السابق' },
    after: { agenda: 'أربعة أسابيع إلى الأمام', week: 'الأسبوع التالي', month: 'الشهر التالي' },
    today: 'اليوم',
    subscribe: 'اشتراك',
    none: 'لا شيء مخطّط في هذه الأسابيع.',
    noneDay: 'لا شيء في هذا اليوم.',
    cancelled: 'أُلغيت',
    open: 'تسجيل الحضور مفتوح',
    more: (n) => `و${n} أخرى`,
    entries: (n) => plural(n, 'محاضرة', 'محاضرتان', 'محاضرات', 'محاضرة'),
    cut: 'المحاضرات أكثر مما يمكن عرضه هنا. اختر أسبوعًا.',
    week: (from, to) => `${from} – ${to}`,
  },
};
