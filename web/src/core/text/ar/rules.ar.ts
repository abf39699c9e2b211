// SPDX-License-Identifier: MIT
// The words of what is final and of the rules that warn, in Arabic.

import { arabicPlural as plural } from '../plural';
import type { words as en } from '../en/rules.en';

const lectures = (n: number) => plural(n, 'محاضرة واحدة', 'محاضرتين', 'محاضرات', 'محاضرة');
const days = (n: number) => plural(n, 'يوم واحد', 'يومين', 'أيام', 'يومًا');

export const words: typeof en = {
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
  rules: {
    title: 'التنبيهات',
    hint: 'من يُبلَّغ حين يكثر غياب طالب. قد تكون للصفوف قواعدها.',
    ofInstitution: 'هذه قواعد المؤسسة. الحفظ يجعل لهذا الصف قواعده.',
    asInstitution: 'العودة إلى قواعد المؤسسة',
    reread: 'عرض القواعد كما هي الآن',
    saved: 'حُفظ.',
    kind: {
      in_a_row: 'غياب متتالٍ',
      within: 'غياب خلال أيام',
      below: 'أقل من نسبة',
      out_of_reach: 'تعذّر بلوغ الحد',
    },
    about: {
      in_a_row: 'عدة محاضرات متتالية غاب عنها الطالب. العذر لا يقطع التتالي حيث لا يُحسب.',
      within: 'عدة محاضرات غاب عنها الطالب في وقت قصير، متتالية أو لا.',
      below: 'تنخفض النسبة عن حد.',
      out_of_reach: 'لم يعد بلوغ حد الصف ممكنًا ولو حضر الطالب كل ما هو مخطط.',
    },
    number: { lectures: 'المحاضرات', days: 'الأيام', percent: 'النسبة', counted_min: 'ليس قبل هذا العدد من المحاضرات المحسوبة' },
    numberHint: {
      lectures: undefined,
      days: undefined,
      percent: 'فارغ: حد الصف نفسه.',
      counted_min: 'غياب واحد من اثنتين لا يعني الكثير بعد.',
    },
    recipients: 'إبلاغ',
    recipient: { student: 'الطالب', teachers: 'أساتذة الصف', adviser: 'مرشد الطالب' },
    recipientYou: { student: 'أنت', teachers: 'أساتذتك', adviser: 'مرشدك' },
    told: 'يُبلَّغ',
    needRecipient: 'اختر من يُبلَّغ، أو أوقف القاعدة.',
    preview: 'معاينة',
    previewHint: 'ما كانت هذه القواعد، محفوظة أو لا، ستفعله بعلامات الأسابيع الماضية.',
    weeks: 'الأسابيع',
    look: 'معاينة',
    found: (warned, of) => `كان سيُنبَّه ${warned} من ${plural(of, 'طالب', 'طالبين', 'طلاب', 'طالبًا')}،`,
    messages: (n) => `بعدد ${plural(n, 'رسالة واحدة', 'رسالتين', 'رسائل', 'رسالة')}.`,
    inClasses: (n) => `عدد الصفوف التي نُظر فيها: ${n}.`,
    nobody: 'لم يكن ليُنبَّه أحد',
    who: 'من، ومتى',
    here: 'متى تُنبَّه',
    finalOnly: 'تُحسب هنا المحاضرات ذات العلامات النهائية فقط.',
    asks: {
      in_a_row: (n) => `الغياب عن ${lectures(n)} على التوالي`,
      within: (n, span) => `الغياب عن ${lectures(n)} خلال ${days(span)}`,
      below: (percent, min) => `أقل من ${percent}٪، بدءًا من ${lectures(min)}`,
      out_of_reach: (percent, min) => `تعذّر بلوغ ${percent}٪، بدءًا من ${lectures(min)}`,
    },
    stands: {
      in_a_row: (missed, of) => `غبت ${missed} من ${of} على التوالي.`,
      within: (missed, of, span) => `غبت ${missed} من ${of} خلال ${days(span)}.`,
      tooFew: (counted, min) => `حُسبت ${counted} من ${min} حتى الآن.`,
      below: (attended, counted) => `حضرت ${attended} من ${counted}.`,
      out: 'لم يعد بلوغه ممكنًا.',
      inReach: (percent) => `ما زال بلوغ ${percent}٪ ممكنًا.`,
    },
    missedOn: (names) => `الغياب: ${names}`,
    advised: 'طلاب إرشادي',
    advisedHint: 'الطلاب الذين ترشدهم، وحال حضورهم.',
    noAdvised: 'لست مرشدًا لأحد',
    noClassrooms: 'ليس في أي صف الآن.',
    warned: (when) => `نُبّه ${when}`,
    adviser: 'المرشد',
    adviserHint: 'يرى حال حضور هذا الطالب في كل صف، ويُبلَّغ كما تقول القواعد.',
    adviserSaved: 'حُفظ.',
  },
};
