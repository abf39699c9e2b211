// SPDX-License-Identifier: MIT
// Why a mark is flagged, in Hindi: what a room code and a camera gave away.

import { PROGRAMS, type words as en } from '../en/signs.en';

const camera: Record<string, string> = {
  virtual: 'कैमरा ख़ुद को वर्चुअल बताता है।',
  fake: 'कैमरा ब्राउज़र का अपना है, जो जाँच के लिए होता है।',
  canvas: 'तस्वीरें पेज का कोई प्रोग्राम बनाता है।',
};

export const words: typeof en = {
  signs: {
    code_old: (seconds) => `कोड ${seconds} सेकंड पुराना था।`,
    code_held: (seconds) => `कोड इस्तेमाल से ${seconds} सेकंड पहले स्कैन हुआ था, बीच में साइन इन किया गया।`,
    lone_network: (others) => `बाक़ी ${others} उपस्थितियों में से कोई भी इस नेटवर्क से नहीं आई।`,
    few_network: (marks) => `इस नेटवर्क से केवल ${marks} और उपस्थिति आई, ज़्यादातर किसी दूसरे नेटवर्क से।`,
    code_spread: (networks) => `यही कोड ${networks} नेटवर्कों से देर से आया।`,
    new_device: () => 'फ़ोन नया है।',
    camera_label: (word) => camera[word] ?? `कैमरा ख़ुद को ${PROGRAMS[word] ?? word} बताता है।`,
    camera_still: (percent) => `${percent}% तस्वीरें ठीक पिछली जैसी हैं।`,
    camera_even: () => 'तस्वीरें घड़ी की तरह बिल्कुल बराबर अंतर पर आती हैं।',
    camera_lens: () => 'ब्राउज़र ऐसे किसी कैमरे को नहीं जानता।',
    camera_facing: () => 'कैमरा यह नहीं बताता कि वह किस ओर देखता है, जैसा फ़ोन के कैमरे बताते हैं।',
    camera_unreadable: () => 'पेज ने कैमरे के बारे में जो बताया, वह समझ में नहीं आता।',
  },
};
