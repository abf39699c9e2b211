// SPDX-License-Identifier: MIT
// The words of hours that classrooms hold together, in Arabic.

import type { words as en } from '../en/joint.en';

export const words: typeof en = {
  joint: {
    with: (names: string) => `مع ${names}`,
    open: 'جمع مع صف آخر',
    title: 'جمع المحاضرة مع صف آخر',
    hint: 'ساعة واحدة لعدة صفوف: الوقت والقاعة ونافذة الحضور ورمز القاعة واحدة، ولكل صف تسجيلات حضوره.',
    classroom: 'الصف',
    classroomHint: 'تُضم محاضرته التي في الوقت نفسه، وإن لم توجد تُنشأ واحدة.',
    none: 'لا تدرّس صفًا آخر يمكن ضمّه.',
    hold: 'جمعهما',
    held: 'جُمعت المحاضرتان.',
    nowWith: 'مجموعة الآن مع',
    apart: 'فصلها من جديد',
    photoDone: (name: string) => `انتهى طلاب ${name}.`,
    photoHint: 'يمكن البحث في الصور نفسها عن طلاب الصفوف الأخرى في هذه الساعة.',
    photoNext: (name: string) => `المتابعة مع ${name}`,
    parted: 'فُصلت. يحتفظ كل صف بتسجيلات حضوره.',
  },
};
