// SPDX-License-Identifier: MIT
// Why a check-in was refused, in a word, in Arabic.

import type { words as en } from '../en/reasons.en';

export const words: typeof en = {
  reasons: {
    no_face: 'لا وجه',
    several_faces: 'عدة وجوه',
    too_small: 'الوجه صغير',
    cut_off: 'الوجه مقطوع',
    too_dark: 'إضاءة ضعيفة',
    too_bright: 'إضاءة شديدة',
    blurred: 'غير واضح',
    turned_away: 'الوجه ملتفت',
    backlit: 'الضوء من الخلف',
    burnt: 'ضوء ساطع على الوجه',
    tilted: 'الرأس مائل',
    covered: 'الوجه مغطى',
    unclear: 'الوجه غير واضح',
    turned: 'الصورة غير مستقيمة',
    too_few_frames: 'صور قليلة',
    repeated_frames: 'صور مكرّرة',
    wrong_pose: 'لم يتحرك الرأس كما طُلب',
    flat_face: 'صورة مسطّحة',
    not_live: 'لم يُرَ شخص حيّ',
    colour_missing: 'لم تنعكس الألوان',
    bad_timing: 'خطوات متروكة أو في غير وقتها',
    code_wrong: 'رمز القاعة خاطئ',
    frames_disagree: 'صور لأشخاص مختلفين',
    no_match: 'الوجه غير مطابق',
    other_model: 'التحقق قديم',
    bad_image: 'صورة غير مقروءة',
    image_too_large: 'صورة كبيرة جدًا',
    window_closed: 'التحضير مغلق',
    challenge_expired: 'استغرق طويلًا',
    challenge_unknown: 'محاولة غير معروفة',
  },
};
