// SPDX-License-Identifier: MIT
// The words of looking up students in the room, and of what comes of it, in Arabic.

import { arabicPlural as plural } from '../plural';
import type { words as en } from '../en/spot.en';

export const words: typeof en = {
  spot: {
    title: 'البحث في القاعة',
    what: 'بضعة أسماء بالقرعة ممن سجّلوا حضورهم بأنفسهم. ومن لا يوجد في القاعة يبيّن كم من هذه التسجيلات غير صحيح. والأفضل حين يكون معظمهم قد وصل.',
    nobody: 'لم يسجّل أحد حضوره بنفسه بعد.',
    draw: (n) => `البحث عن ${plural(n, 'اسم واحد', 'اسمين', 'أسماء', 'اسمًا')}`,
    more: (n) => `البحث عن ${plural(n, 'اسم إضافي واحد', 'اسمين إضافيين', 'أسماء إضافية', 'اسمًا إضافيًا')}`,
    show: 'إظهار الأسماء',
    hide: 'إخفاء الأسماء',
    progress: (n, of) => `بُحث عن ${n} من ${of}`,
    found: (here, not) => `في القاعة: ${here}، وليس فيها: ${not}`,
    ask: (name) => `هل ${name} في القاعة؟`,
    here: 'موجود',
    notHere: 'غير موجود',
    keys: 'المفاتيح: H موجود، N غير موجود.',
    silent: 'لا تظهر في صفحة جهاز العرض، ولا يُبلَّغ الطلاب.',
    look: (name) => `البحث عن ${name} الآن`,
    takeBack: (name) => `التراجع عما قيل عن ${name}`,
    said: { here: (name) => `${name}: موجود`, not: (name) => `${name}: غير موجود`, open: (name) => `${name}: لم يُجب بعد` },
    undo: 'تراجع',
    mark: (status, name) => `تسجيل ${name}: ${status}`,
    figures: 'من بُحث عنهم في القاعة',
    share: 'من التسجيلات الذاتية غير صحيح، تقديرًا',
    shareOf: (marks, lectures) =>
      `من ${marks} من التسجيلات التي أجراها الطلاب بأنفسهم في ${plural(lectures, 'محاضرة واحدة', 'محاضرتين', 'محاضرات', 'محاضرة')}. يُبحث أكثر عمّن على تسجيله علامة، ويراعي التقدير ذلك.`,
    counted: (not, of) => `بُحث عن ${of}، ولم يوجد منهم ${not}`,
    between: (low, high) => `أي نسبة بين ${low} و${high} بثقة 95 %`,
    few: 'العدد أقل من أن يُحكم به',
    fewOf: (n, needed) => `بُحث عن ${n}، والمطلوب ${needed} على الأقل.`,
    oneKind: 'لا تقدير: لم يُبحث عن أحد من أحد النوعين.',
    left: 'من كان قد غادر يُعدّ غير موجود.',
    none: 'لم يُبحث عن أحد في القاعة بعد. يجد الأساتذة ذلك في صفحة المحاضرة الجارية.',
    kind: 'التسجيلات',
    flagged: 'عليها علامة',
    plain: 'بلا علامة',
    marks: 'المجموع',
    lookedUp: 'بُحث عنهم',
    notThere: 'لم يوجدوا',
    setting: 'عدد الأسماء للبحث في كل محاضرة',
    settingHint: 'تُختار بالقرعة ممن سجّلوا حضورهم بأنفسهم، لتبحث عنهم في القاعة. 0: لا أحد.',
  },
};
