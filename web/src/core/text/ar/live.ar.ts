// SPDX-License-Identifier: MIT
// The words of attendance that is being taken, in Arabic.

import type { words as en } from '../en/live.en';
import { arabicPlural as plural } from '../plural';

export const words: typeof en = {
  live: {
    allPresent: 'الكل حاضر',
    restPresent: 'الباقون: حاضرون',
    markUnmarked: 'تسجيل غير المسجّلين…',
    restTitle: (n) => `تسجيل ${plural(n, 'طالب واحد', 'طالبين', 'طلاب', 'طالبًا')}`,
    markRest: 'تسجيلهم',
    markedSo: (n, status) => `سُجّل ${plural(n, 'طالب', 'طالبان', 'طلاب', 'طالبًا')}: ${status}.`,
    undo: 'تراجع',
    undone: 'أُعيد كما كان.',
    undoneBut: (n, kept) => `أُعيد ${n}، وبقي ${kept} لأنه تغيّر بعد ذلك.`,
    reread: 'عرض القائمة كما هي الآن',
    byCode: 'برمز القاعة',
    byClose: 'عند إغلاق التحضير',
    byLeave: 'في إجازة',
    byImport: 'من استيراد',
    flag: {
      liveness_doubt: ['هل كان شخص حقيقي أمام الكاميرا؟', 'يشكّ التحقق السريع في ذلك. انظر هل هو في القاعة.'],
      outside: ['الهاتف في مكان آخر', 'يقول الهاتف إنه لم يكن في مكان القاعة.'],
      no_position: ['لا موقع', 'لم يذكر الهاتف أين كان.'],
      other_network: ['شبكة أخرى', 'لم يأتِ التسجيل من شبكة هذا الصف.'],
      shared_device: ['جهاز مشترك', 'سُجّل طالب آخر بالجهاز نفسه قبل قليل.'],
      new_device: ['جهاز جديد', 'يستخدم الطالب هذا الجهاز منذ أقل من يومين.'],
      same_pictures: ['صور طالب آخر', 'أظهر طالب آخر الصور نفسها. انظر هل هو في القاعة.'],
    },
    clearFlags: 'نظرتُ فيها: أزل العلامات',
    flagsCleared: 'أُزيلت العلامات وبقي التسجيل.',
    reason: 'السبب',
    reasonHint: 'مطلوب إن فُتح بعد أكثر من عشر دقائق من الإغلاق، أو أُلغي به غياب مسجّل.',
    opensAt: (when) => `يُفتح ${when}`,
    takeBack: 'لا تفتحه تلقائيًا',
    statePlanned: 'يُفتح التحضير تلقائيًا',
    stateCancelled: 'أُلغيت هذه المحاضرة',
    codeQr: (code) => `رمز QR يفتح التسجيل برمز القاعة ${code}`,
    codeHint: 'يمسحه الطلاب أو يكتبون الأرقام الستة. يتغيّر كل 10 ثوانٍ.',
  },
};
