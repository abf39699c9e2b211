// SPDX-License-Identifier: MIT
// Why a check-in was refused, in a word, in Hindi.

import type { words as en } from '../en/reasons.en';

export const words: typeof en = {
  reasons: {
    no_face: 'चेहरा नहीं दिखा',
    several_faces: 'कई चेहरे',
    too_small: 'चेहरा बहुत छोटा',
    cut_off: 'चेहरा कटा हुआ',
    too_dark: 'बहुत अँधेरा',
    too_bright: 'बहुत तेज़ रोशनी',
    blurred: 'धुँधला',
    turned_away: 'चेहरा मुड़ा हुआ',
    backlit: 'पीछे से रोशनी',
    burnt: 'रोशनी में धुला हुआ',
    tilted: 'सिर झुका हुआ',
    covered: 'चेहरा ढका हुआ',
    unclear: 'चेहरा साफ़ नहीं',
    turned: 'तस्वीर सीधी नहीं',
    too_few_frames: 'तस्वीरें बहुत कम',
    repeated_frames: 'दोहराई गई तस्वीरें',
    wrong_pose: 'सिर कहे अनुसार नहीं मुड़ा',
    flat_face: 'सपाट तस्वीर',
    not_live: 'जीवित व्यक्ति नहीं दिखा',
    colour_missing: 'रंग नहीं दिखे',
    bad_timing: 'चरण छूटे या समय पर नहीं',
    code_wrong: 'ग़लत रूम कोड',
    frames_disagree: 'अलग-अलग लोगों की तस्वीरें',
    no_match: 'चेहरा नहीं मिला',
    other_model: 'फ़ेस चेक पुराना',
    bad_image: 'तस्वीर पढ़ी नहीं गई',
    image_too_large: 'तस्वीर बहुत बड़ी',
    window_closed: 'अटेंडेंस बंद',
    challenge_expired: 'बहुत समय लगा',
    challenge_unknown: 'कोशिश मान्य नहीं',
  },
};
