// SPDX-License-Identifier: MIT
// The words of the kinds of leave, in Arabic.

import type { words as en } from '../../en/office/leave-kinds.en';
import { arabicPlural as plural } from '../../plural';

export const words: typeof en = {
  leaveKinds: {
    title: 'أنواع الإجازات',
    hint: 'من يقرر، وهل يُطلب إثبات، ومن يراه. وما دام لا نوع، يقرر أساتذة كل مادة.',
    none: 'لا أنواع بعد',
    noneHint: 'يطلب الطلاب الإجازة بلا نوع، ويقرر أساتذة كل مادة.',
    add: 'نوع جديد',
    edit: 'تغيير',
    editOf: (name) => `تغيير ${name}`,
    name: 'الاسم',
    needName: 'اكتب اسمًا.',
    decider: 'من يقرر',
    deciders: { staff: 'أساتذة كل مادة', office: 'مكتب، لكل المواد' },
    evidence: 'الإثبات',
    evidences: { none: 'لا يُرفق', optional: 'يمكن إرفاقه', required: 'لازم' },
    evidenceFor: 'من يرى الإثبات',
    evidenceFors: { staff: 'أساتذة تلك المواد', office: 'المكتب وحده' },
    officers: 'المكتب',
    officersHint: 'أساتذة ومسؤولون. إن لم يُختر أحد: كل المسؤولين.',
    find: 'الاسم أو البريد',
    addOfficer: (name) => `إضافة ${name}`,
    takeOfficer: (name) => `إخراج ${name}`,
    everyAdministrator: 'كل المسؤولين',
    gives: 'تُحتسب المقبولة',
    givesHint: 'الصف الذي لديه حالة باسم هذا النوع، مثل «في مهمة»، يمنحها بدلًا منها.',
    daysAfter: 'أيام بعد نهايتها يمكن فيها طلبها',
    until: (days) => `حتى ${plural(days, 'يوم واحد', 'يومين', 'أيام', 'يومًا')} بعد نهايتها`,
    retired: 'متوقف',
    retire: 'متوقف: لا يمكن طلبه بعد الآن',
    save: 'حفظ',
    saved: 'حُفظ.',
  },
};
