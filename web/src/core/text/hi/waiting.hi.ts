// SPDX-License-Identifier: MIT
// The words of what was done without a network and waits to be sent, in Hindi.

import type { words as en } from '../en/waiting.en';

export const words: typeof en = {
  waiting: {
    title: 'भेजा जाना बाकी',
    hint: 'नेटवर्क मिलते ही इसी क्रम में भेजा जाएगा।',
    none: 'सब कुछ भेज दिया गया है',
    request: 'उपस्थिति के बारे में सवाल',
    leave: 'छुट्टी',
    yours: 'आपका',
    server: 'सर्वर पर',
    taken: 'किसी और ने पहले बदल दिया। कुछ भी मिटाया नहीं गया है।',
    keepTheirs: 'सर्वर वाला रखें',
    setMine: 'मेरा फिर से दर्ज करें',
    note: 'नोट',
    needNote: 'नोट लिखें।',
    noteHint: 'लेक्चर के समय के बाहर दर्ज करने के लिए नोट चाहिए।',
    sendNote: 'नोट के साथ भेजें',
    proof: 'पुष्टि करें और भेजें',
    again: 'दोबारा कोशिश करें',
    discard: 'हटाएँ',
    discarded: 'हटा दिया गया। सर्वर पर जो है, वही रहेगा।',
    made: (when) => `${when} को किया गया`,
    about: (what, whom) => `${what}: ${whom}`,
  },
};
