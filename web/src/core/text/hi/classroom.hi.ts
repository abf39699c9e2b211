// SPDX-License-Identifier: MIT
// The words of a classroom's inside, in Hindi.

import type { words as en } from '../en/classroom.en';

export const words: typeof en = {
  added: {
    title: (n) => (n === 1 ? 'आपको एक क्लास में जोड़ा गया' : `आपको ${n} क्लासों में जोड़ा गया`),
    hint: 'इसके शिक्षक आपका नाम, ईमेल पता और इस क्लास में आपकी उपस्थिति देखते हैं। आपके स्वीकार करने से पहले क्लास की फ़ोटो में कोई आपका चेहरा नहीं खोजता। ख़ुद अटेंडेंस देना भी स्वीकार करना है।',
    by: (name) => `${name} ने जोड़ा`,
    bySomebody: (teacher) => `${teacher} की क्लास। यह पता नहीं कि आप ख़ुद शामिल हुए थे या नहीं।`,
    accept: 'स्वीकार करें',
    acceptOf: (subject) => `स्वीकार करें: ${subject}`,
    notMine: 'मेरी क्लास नहीं है',
    notMineOf: (subject) => `मेरी क्लास नहीं है: ${subject}`,
    accepted: (subject) => `स्वीकार किया: ${subject}`,
    left: (subject) => `आप ${subject} से बाहर हो गए हैं`,
    leaveTitle: (subject) => `${subject} छोड़ें?`,
    leaveHint: 'आप तुरंत क्लास से बाहर हो जाएँगे, और इसके शिक्षकों को बताया जाएगा कि यह आपकी नहीं है। अब तक की उपस्थिति इसके रजिस्टर में रहेगी।',
    leave: 'छोड़ें',
    leaveClass: 'यह क्लास छोड़ें',
    leaveOwnHint: 'आप तुरंत क्लास से बाहर हो जाएँगे, और इसके शिक्षकों को बताया जाएगा कि आपने छोड़ी। अब तक की उपस्थिति इसके रजिस्टर में रहेगी। लौटने के लिए इसका कोड चाहिए होगा।',
    notAccepted: 'जोड़ा गया, अभी स्वीकार नहीं किया',
  },
  requests: {
    title: 'अनुरोध',
    mine: 'आपके अनुरोध',
    allLeave: 'आपके सभी छुट्टी के अनुरोध',
    none: 'कोई नहीं।',
    kind: { leave: 'छुट्टी', appeal: 'उपस्थिति पर दोबारा विचार' },
    state: { open: 'लंबित', accepted: 'स्वीकार', refused: 'अस्वीकार', withdrawn: 'वापस लिया' },
    of: (kind, name) => `${kind}: ${name}`,
    asked: (when) => `${when} को अनुरोध`,
    answered: (name, when) => `${name} का जवाब, ${when}`,
    leave: 'छुट्टी माँगें',
    appealTitle: 'इस उपस्थिति पर दोबारा विचार माँगें',
    appealHint: 'बताएँ कि क्या अलग था। आपके शिक्षक इसे पढ़ेंगे।',
    why: 'कारण',
    needWhy: 'कारण लिखें।',
    send: 'भेजें',
    sent: 'भेज दिया गया। आपके शिक्षकों को बताया गया है।',
    withdraw: 'वापस लें',
    withdrawn: 'वापस ले लिया गया।',
    markNow: 'रिकॉर्ड में है',
    leaveMeans: 'इसमें आने वाले लेक्चरों में विद्यार्थी को छूट मिलेगी। जो उपस्थिति मिल चुकी है, वह बनी रहेगी।',
  },
};
