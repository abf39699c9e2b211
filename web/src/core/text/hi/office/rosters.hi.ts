// SPDX-License-Identifier: MIT
// The words of rosters, in Hindi: why a row of one is as it is, and what is asked before many lose their place.

import type { words as en } from '../../en/office/rosters.en';

export const words: typeof en = {
  rosters: {
    reasons: {
      absent_unsure: 'फ़ाइल की एक पंक्ति पढ़ी नहीं जा सकी, इसलिए कौन छूटा है यह कहा नहीं जा सकता: कोई नाम नहीं हटता।',
      manifest_guessed: 'manifest.csv नहीं है: तालिकाएँ उनके नामों से पहचानी गईं, और जो उनमें नहीं हैं वे बने रहते हैं।',
      part_not_begun: 'यह नामांकन अभी शुरू नहीं हुआ: उस दिन से आने वाली पहली फ़ाइल इसे बनाएगी।',
      place_absent: 'किसी पहले की नामावली ने इन्हें जोड़ा था और इस फ़ाइल में ये नहीं हैं: क्लास से इनका नाम हटता है।',
      place_by_hand: 'इन्हें किसी ने हाथ से क्लास में जोड़ा है: नामावली इसे नहीं हटाती।',
      place_ends: 'क्लास से इनका नाम हटता है।',
      role_unsaid: 'फ़ाइलें नहीं बतातीं कि ये विद्यार्थी हैं या शिक्षक: कोई खाता नहीं बनता।',
      role_without_account: 'इस भूमिका वालों का यहाँ न खाता बनता है, न किसी क्लास में हिस्सा; मौजूदा खाते बने रहते हैं।',
      term_over: 'इस क्लास का सत्र बीत चुका है: कोई क्लास नहीं बनती।',
    } as Record<string, string>,
    takesAway: {
      title: 'यह नामावली बहुत से लोगों को उनकी क्लासों से हटाती है',
      says: (places: string, of: string) =>
        `नामावलियों के बनाए ${of} नामांकनों में से ${places} ख़त्म होंगे। लगी हुई हाज़िरी बनी रहती है। अक्सर फ़ाइल बस अधूरी होती है: पहले “बदला” वाली पंक्तियाँ देखें।`,
      field: 'कितने नामांकन ख़त्म हो सकते हैं?',
      hint: (places: string) => `आगे बढ़ने के लिए ${places} लिखें।`,
      few: (places: string, of: string) => `नामावलियों के बनाए ${of} नामांकनों में से ${places} ख़त्म होंगे। लगी हुई हाज़िरी बनी रहती है।`,
    },
  },
};
