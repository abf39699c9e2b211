// SPDX-License-Identifier: MIT
// Why a mark is flagged, in Arabic: what a room code and a camera gave away.

import { arabicPlural as plural } from '../plural';
import { PROGRAMS, type words as en } from '../en/signs.en';

const camera: Record<string, string> = {
  virtual: 'تسمّي الكاميرا نفسها كاميرا افتراضية.',
  fake: 'الكاميرا من المتصفح نفسه، وهي للاختبار.',
  canvas: 'الصور يرسمها برنامج في الصفحة.',
};

export const words: typeof en = {
  signs: {
    code_old: (seconds) => `كان عمر الرمز ${seconds} ث.`,
    code_held: (seconds) => `مُسح الرمز قبل استخدامه بـ ${seconds} ث لتسجيل الدخول في الأثناء.`,
    lone_network: (others) => `لم يأتِ من هذه الشبكة أيٌّ من التسجيلات الأخرى، وعددها ${others}.`,
    few_network: (marks) => `لم يأتِ من هذه الشبكة سوى ${plural(Number(marks), 'تسجيل آخر', 'تسجيلين آخرين', 'تسجيلات أخرى', 'تسجيلًا آخر')}، ومعظمها من شبكة أخرى.`,
    code_spread: (networks) => `وصل هذا الرمز نفسه متأخرًا من عدة شبكات، عددها ${networks}.`,
    new_device: () => 'الهاتف جديد.',
    camera_label: (word) => camera[word] ?? `تسمّي الكاميرا نفسها ${PROGRAMS[word] ?? word}.`,
    camera_still: (percent) => `${percent}% من الصور مطابقة تمامًا لما قبلها.`,
    camera_even: () => 'تأتي الصور بانتظام كأنها من ساعة.',
    camera_lens: () => 'لا يعرف المتصفح كاميرا كهذه.',
    camera_facing: () => 'لا تذكر الكاميرا اتجاهها كما تفعل كاميرات الهواتف.',
    camera_unreadable: () => 'ما ذكرته الصفحة عن الكاميرا غير مفهوم.',
  },
};
