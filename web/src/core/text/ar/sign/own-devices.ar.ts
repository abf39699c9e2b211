// SPDX-License-Identifier: MIT
// The words about the devices that a student checks in with, in Arabic.

import type { Words as en } from '../../en/sign/own-devices.en';

export const words: en = {
  ownDevices: {
    title: 'الأجهزة التي تسجّل بها حضورك',
    hint: 'يثبت كل جهاز بمفتاح خاص به أنه لك. وكل جهاز إضافي يُعدّ جديدًا يومين: يرى أستاذك ذلك، وتراه أنت أيضًا.',
    none: 'لا شيء بعد. سجّل الدخول على هاتفك أو سجّل حضورك مرة، فيظهر هنا.',
    current: 'هذا الجهاز',
    unnamed: 'جهاز',
    since: (day) => `منذ ${day}`,
    seen: (when) => `آخر استخدام ${when}`,
    trusted: 'موثوق',
    newUntil: (when) => `جديد حتى ${when}`,
    keyless: 'بلا مفتاح: لا يحفظ هذا المتصفح شيئًا، كما في النافذة الخاصة. ويرى أستاذك أن التسجيل جاء منه.',
    trust: 'الوثوق به الآن',
    trustHint: 'يكفله عاملك الثاني.',
    trustDone: 'صار هذا الجهاز موثوقًا.',
    remove: 'إزالة',
    removeOne: (device) => `إزالة ${device}`,
    removeTitle: 'إزالة هذا الجهاز؟',
    removeHint: 'إذا استُخدم من جديد عُدّ جديدًا يومين. ويبقى مسجّل الدخول، ويُنهى ذلك في الأسفل.',
    removed: 'أُزيل الجهاز.',
  },
};
