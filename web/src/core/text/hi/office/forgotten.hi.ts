// SPDX-License-Identifier: MIT
// The words of being forgotten, in Hindi.

import type { words as en } from '../../en/office/forgotten.en';

export const words: typeof en = {
  forgotten: {
    title: 'अपना डेटा मिटवाना',
    hint: 'आपका नाम, चेहरा और संदेश मिटा दिए जाते हैं; उपस्थिति बिना नाम के रहती है। यह एडमिन करते हैं, और पहले देखते हैं कि इसमें कोई रुकावट तो नहीं।',
    ask: 'डेटा मिटाने का अनुरोध करें',
    asked: (when) => `आपने ${when} को अनुरोध किया। एडमिन को बताया गया है।`,
    takeBack: 'वापस लें',
    refused: (when) => `${when} को अस्वीकार हुआ:`,
    again: 'फिर से अनुरोध करें',
    refuse: 'मना करें…',
    refuseTitle: (name) => `${name} का अनुरोध अस्वीकार करें`,
    reason: 'कारण',
    reasonHint: 'वह व्यक्ति इसे पढ़ेगा। क़ानून में गिने-चुने कारण हैं: docs/PRIVACY.md।',
    needReason: 'कारण लिखें।',
    send: 'अस्वीकार करें',
    done: 'अस्वीकार किया गया। व्यक्ति को बताया गया है।',
  },
};
