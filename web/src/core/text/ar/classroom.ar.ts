// SPDX-License-Identifier: MIT
// The words of a classroom's inside, in Arabic.

import type { words as en } from '../en/classroom.en';
import { arabicPlural as plural } from '../plural';

export const words: typeof en = {
  added: {
    title: (n) => (n === 1 ? 'أُضفت إلى صف' : `أُضفت إلى ${plural(n, 'صف', 'صفين', 'صفوف', 'صفًا')}`),
    hint: 'يرى معلّموه اسمك وبريدك الإلكتروني وحضورك فيه. ولا يبحث أحد عن وجهك في صورة للصف قبل أن تقبل. وتسجيلك حضورك بنفسك قبولٌ أيضًا.',
    by: (name) => `أضافك ${name}`,
    bySomebody: (teacher) => `صف ${teacher}. لا يُعرف إن كنت قد انضممت بنفسك.`,
    accept: 'قبول',
    acceptOf: (subject) => `قبول: ${subject}`,
    notMine: 'ليس صفي',
    notMineOf: (subject) => `ليس صفي: ${subject}`,
    accepted: (subject) => `قبلت: ${subject}`,
    left: (subject) => `خرجت من ${subject}`,
    leaveTitle: (subject) => `الخروج من ${subject}؟`,
    leaveHint: 'تخرج من الصف فورًا، ويقرأ معلّموه أنه ليس صفك. أما ما سُجّل حتى الآن فيبقى في سجلّه.',
    leave: 'الخروج',
    leaveClass: 'الخروج من هذا الصف',
    leaveOwnHint: 'تخرج من الصف فورًا، ويقرأ معلّموه أنك خرجت. أما ما سُجّل حتى الآن فيبقى في سجلّه. وللعودة تحتاج إلى رمزه.',
    notAccepted: 'أُضيف ولم يقبل بعد',
  },
  requests: {
    title: 'الطلبات',
    mine: 'طلباتك',
    allLeave: 'كل طلبات إجازتك',
    none: 'لا شيء.',
    kind: { leave: 'إجازة', appeal: 'مراجعة تسجيل' },
    state: { open: 'مفتوح', accepted: 'مقبول', refused: 'مرفوض', withdrawn: 'مسحوب' },
    of: (kind, name) => `${kind}: ${name}`,
    asked: (when) => `طُلب ${when}`,
    answered: (name, when) => `ردّ ${name}، ${when}`,
    leave: 'طلب إجازة',
    appealTitle: 'طلب مراجعة هذا التسجيل',
    appealHint: 'اذكر ما كان مختلفًا. يقرؤه أساتذتك.',
    why: 'السبب',
    needWhy: 'اكتب السبب.',
    send: 'إرسال',
    sent: 'أُرسل، وأُبلغ أساتذتك.',
    withdraw: 'سحب الطلب',
    withdrawn: 'سُحب.',
    markNow: 'يقول السجل',
    leaveMeans: 'يصبح الطالب معذورًا في المحاضرات المعنية، ويبقى ما سُجّل بحضوره.',
  },
};
