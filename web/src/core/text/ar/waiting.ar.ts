// SPDX-License-Identifier: MIT
// The words of what was done without a network and waits to be sent, in Arabic.

import type { words as en } from '../en/waiting.en';

export const words: typeof en = {
  waiting: {
    title: 'في انتظار الإرسال',
    hint: 'يُرسل بهذا الترتيب حالما تتوفر شبكة.',
    none: 'أُرسل كل شيء',
    request: 'سؤال عن تسجيل حضور',
    leave: 'إجازة',
    yours: 'ما أردته',
    server: 'على الخادم',
    taken: 'سبقك غيرك إلى التغيير. ولم يُستبدل شيء.',
    keepTheirs: 'أبقِ ما على الخادم',
    setMine: 'ضع ما أردته من جديد',
    note: 'ملاحظة',
    needNote: 'اكتب ملاحظة.',
    noteHint: 'التسجيل خارج وقت المحاضرة يحتاج إلى ملاحظة.',
    sendNote: 'أرسل مع الملاحظة',
    proof: 'تأكيد وإرسال',
    again: 'إعادة المحاولة',
    discard: 'حذف',
    discarded: 'حُذف. يبقى ما على الخادم كما هو.',
    made: (when) => `أُجري ${when}`,
    about: (what, whom) => `${what}: ${whom}`,
  },
};
