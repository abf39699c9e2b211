// SPDX-License-Identifier: MIT
// The words of the administrator's first pages, in Arabic.

import type { words as en } from '../en/admin.en';

export const words: typeof en = {
  admin: {
    title: 'نظرة عامة',
    consented: 'وافقوا على التحقق من الوجه',
    enrolled: 'أعدّوا التحقق من الوجه',
    noRefusals: 'لم تُرفض أي محاولة.',
    peopleTitle: 'الأشخاص',
    nobody: 'لا أحد مطابق.',
    more: 'عرض المزيد',
    shownOf: (shown, total) => `يظهر ${shown} من ${total}`,
    unproven: 'كُتب هذا العنوان ولم يثبت أنه لصاحب الحساب. لا تجده الملفات ولا من يضيف بالعنوان.',
    invite: 'دعوة شخص',
    inviteTitle: 'دعوة شخص',
    inviteHint: 'تصنع رابطًا لشخص واحد يصلح مرة واحدة. أرسله بنفسك.',
    inviteRole: 'الدور',
    inviteButton: 'إنشاء الرابط',
    inviteDone: 'الرابط جاهز',
    inviteOnce: (day) => `يعمل مرة واحدة حتى ${day}. لا يظهر إلا هنا.`,
    another: 'دعوة شخص آخر',
  },
  flags: {
    title: 'وجوه تحتاج إلى نظر',
    none: 'لا حسابين بوجه واحد.',
    more: 'هناك المزيد، ويظهر كلما عولج ما هنا.',
    hint: 'ما دام الأمر مفتوحًا يُطلب من الاثنين رمز القاعة عند تسجيل الحضور.',
    duplicate_face: (name, other) => `سجّل ${name} وجه ${other}`,
    look_alike: (name, other) => `${name} شديد الشبه بـ ${other}`,
    same_pictures: (name, other) => `استخدم ${name} صورًا سبق أن استخدمها ${other}`,
    resolve: 'إنهاء',
    resolveTitle: 'إنهاء هذه الحالة',
    resolveHint: 'انظر في أمر الاثنين أولًا. تُحفظ ملاحظتك مع الحالة، ويُسجّل أنك أنهيتها.',
    note: 'ما الذي وجدته',
    noteNeeded: 'اكتب ما الذي وجدته.',
    resolved: 'انتهت الحالة.',
  },
  identification: {
    law: 'هذا تعرّف على الهوية: وجه واحد مقابل كثيرين. قد يعدّه قانون الذكاء الاصطناعي الأوروبي عالي الخطورة، وتشترط قوانين حماية البيانات تقييمًا مسبقًا وخيارًا حقيقيًا لمن لا يريده. ولا يُقصد بذلك مقارنة وجه الطالب بقالبه هو. اسأل مسؤول حماية البيانات قبل التفعيل.',
    turnOn: 'تفعيل',
    sureTitle: 'تفعيل صور الصف؟',
    logged: 'يسري على جميع الصفوف فورًا ويُحفظ في سجل المراجعة.',
  },
};
