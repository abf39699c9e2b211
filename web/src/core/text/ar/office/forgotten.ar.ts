// SPDX-License-Identifier: MIT
// The words of being forgotten, in Arabic.

import type { words as en } from '../../en/office/forgotten.en';

export const words: typeof en = {
  forgotten: {
    title: 'محو بياناتك',
    hint: 'يُحذف اسمك ووجهك ورسائلك، وتبقى التسجيلات بلا اسم. يقوم به مسؤول بعد أن ينظر هل يمنعه شيء.',
    ask: 'طلب محو بياناتي',
    asked: (when) => `طلبتَ ذلك في ${when}، وأُبلغ المسؤولون.`,
    takeBack: 'سحب الطلب',
    refused: (when) => `رُفض في ${when}:`,
    again: 'الطلب من جديد',
    refuse: 'رفض…',
    refuseTitle: (name) => `رفض طلب ${name}`,
    reason: 'السبب',
    reasonHint: 'يقرؤه صاحب الطلب. ولا يسمح القانون إلا بالقليل: docs/PRIVACY.md.',
    needReason: 'اكتب السبب.',
    send: 'رفض',
    done: 'رُفض، وأُبلغ صاحب الطلب.',
  },
};
