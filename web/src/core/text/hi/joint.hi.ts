// SPDX-License-Identifier: MIT
// The words of hours that classrooms hold together, in Hindi.

import type { words as en } from '../en/joint.en';

export const words: typeof en = {
  joint: {
    with: (names) => `${names} के साथ`,
    open: 'किसी और क्लास के साथ लें',
    title: 'किसी और क्लास के साथ लें',
    hint: 'कई क्लासों के लिए एक ही समय: समय, कमरा, अटेंडेंस और रूम कोड एक होते हैं; हर क्लास अपनी उपस्थिति अलग रखती है।',
    classroom: 'क्लास',
    classroomHint: 'उसी समय का उसका लेक्चर इसमें जुड़ जाता है; न हो तो बन जाता है।',
    none: 'आप कोई और क्लास नहीं पढ़ाते जो जोड़ी जा सके।',
    hold: 'साथ में लें',
    held: 'अब साथ में होगा।',
    nowWith: 'इनके साथ होता है',
    apart: 'फिर से अलग लें',
    photoDone: (name) => `${name} के विद्यार्थी हो गए।`,
    photoHint: 'यही फ़ोटो इस समय की बाक़ी क्लासों के लिए भी देखी जा सकती हैं।',
    photoNext: (name) => `${name} पर आगे बढ़ें`,
    parted: 'अब फिर से अलग होगा। हर क्लास की उपस्थिति बनी रहेगी।',
  },
};
