// SPDX-License-Identifier: MIT
// The words of rosters, in Arabic: why a row of one is as it is, and what is asked before many lose their place.

import type { words as en } from '../../en/office/rosters.en';

export const words: typeof en = {
  rosters: {
    reasons: {
      absent_unsure: 'تعذّرت قراءة صف في الملف، فلا يُعرف من ينقصه: لا ينتهي أي تسجيل.',
      manifest_guessed: 'لا يوجد manifest.csv: عُرفت الجداول بأسمائها، ومن لا يرد فيها يبقى في مكانه.',
      part_not_begun: 'لم يبدأ هذا التسجيل بعد: يضيفه أول ملف من يومه فصاعدًا.',
      place_absent: 'أضافه استيراد سابق، ولم يعد في هذا الملف: ينتهي تسجيله.',
      place_by_hand: 'أضافه أحدهم إلى الصف يدويًا: لا ينهي الاستيراد ذلك.',
      place_ends: 'ينتهي تسجيله في الصف.',
      role_unsaid: 'لا تقول الملفات إن كان طالبًا أم معلمًا: لا يُنشأ حساب.',
      role_without_account: 'من له هذه الصفة لا حساب له هنا ولا دور في صف، وتبقى الحسابات الموجودة.',
      term_over: 'انتهى فصل هذا الصف: لا يُنشأ.',
    } as Record<string, string>,
    takesAway: {
      title: 'هذا الملف يُخرج كثيرين من صفوفهم',
      says: (places: string, of: string) =>
        `من أصل ${of} تسجيلًا أضافتها ملفات سابقة سينتهي ${places}. يبقى ما سُجّل من حضور. كثيرًا ما يكون الملف ناقصًا فحسب: انظر أولًا في الصفوف «تغيّرت».`,
      field: 'كم تسجيلًا يجوز أن ينتهي؟',
      hint: (places: string) => `اكتب ${places} للمتابعة.`,
      few: (places: string, of: string) => `سينتهي ${places} من أصل ${of} تسجيلًا أضافتها ملفات سابقة. يبقى ما سُجّل من حضور.`,
    },
  },
};
