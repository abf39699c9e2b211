// SPDX-License-Identifier: MIT
// The words of what is final and of the rules that warn, in Arabic.

import type { rulesEn } from './rules.en';

export const rulesRefusalsAr: Record<string, readonly [string, string]> = {
  not_over: ['ما زال تسجيل هذه المحاضرة ممكنًا.', 'أغلق التحضير أو انتظر نهاية المحاضرة ثم أعد المحاولة.'],
  final_told: ['أُبلغ شخص ما لأن هذه العلامات نهائية.', 'صحّح العلامة يدويًا، وسيُبلّغ الطالب بأنها تصحيح.'],
  final_passed: ['لم يقل أحد إن هذه العلامات نهائية، أو انتهى وقت التصحيح.', 'صحّح العلامة يدويًا، وسيُبلّغ الطالب.'],
};

export const rulesAr: typeof rulesEn = {
  final: {
    until: (when) => `مؤقتة حتى ${when}`,
    untilHint: 'يمكن تصحيح العلامات. تُرسل التنبيهات والرسائل عنها عندئذ.',
    since: (when) => `نهائية منذ ${when}`,
    sinceHint: 'إن غيّرت علامة الآن فسيُبلّغ الطالب بأنها تصحيح.',
    say: 'العلامات نهائية',
    sayTitle: 'هل هذه العلامات نهائية؟',
    sayHint: 'تُرسل التنبيهات والرسائل الآن. لا يمكنك التراجع إلا ما لم يُرسل شيء.',
    said: 'صارت نهائية، وأُرسل ما كان ينتظرها.',
    takeBack: 'إعادتها مؤقتة',
    takenBack: 'مؤقتة من جديد.',
    told: 'أُبلغ شخص ما بسببها، فهي باقية. ما زال تصحيح علامة يدويًا ممكنًا.',
    correction: (status) => `${status}، صُحّحت بعد أن صارت العلامات نهائية`,
  },
};
