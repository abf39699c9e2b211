// SPDX-License-Identifier: MIT
// The words of the kinds of leave, in Hindi.

import type { words as en } from '../../en/office/leave-kinds.en';
import { hindiPlural as plural } from '../../plural';

export const words: typeof en = {
  leaveKinds: {
    title: 'छुट्टी के प्रकार',
    hint: 'कौन फ़ैसला करता है, प्रमाण चाहिए या नहीं, और उसे कौन देख सकता है। जब तक कोई प्रकार नहीं है, हर कोर्स के शिक्षक फ़ैसला करते हैं।',
    none: 'अभी कोई प्रकार नहीं',
    noneHint: 'विद्यार्थी बिना प्रकार के छुट्टी माँगते हैं, और हर कोर्स के शिक्षक फ़ैसला करते हैं।',
    add: 'नया प्रकार',
    edit: 'बदलें',
    editOf: (name) => `बदलें: ${name}`,
    name: 'नाम',
    needName: 'नाम लिखें।',
    decider: 'फ़ैसला कौन करे',
    deciders: { staff: 'हर कोर्स के शिक्षक', office: 'एक कार्यालय, सभी कोर्स के लिए' },
    evidence: 'प्रमाण',
    evidences: { none: 'नहीं', optional: 'जोड़ सकते हैं', required: 'ज़रूरी' },
    evidenceFor: 'प्रमाण कौन देख सकता है',
    evidenceFors: { staff: 'उन कोर्स के शिक्षक', office: 'सिर्फ़ कार्यालय' },
    officers: 'कार्यालय',
    officersHint: 'प्रोफ़ेसर और एडमिन। कोई न चुना हो: सभी एडमिन।',
    find: 'नाम या ईमेल',
    addOfficer: (name) => `जोड़ें: ${name}`,
    takeOfficer: (name) => `निकालें: ${name}`,
    everyAdministrator: 'सभी एडमिन',
    gives: 'स्वीकार होने पर कैसे गिनी जाए',
    givesHint: 'जिस क्लास में इसी नाम की स्थिति हो, जैसे “ड्यूटी पर”, वहाँ वही दर्ज होती है।',
    daysAfter: 'समाप्ति के कितने दिन बाद तक माँगी जा सकती है',
    until: (days) => `समाप्ति के ${plural(days, 'दिन', 'दिन')} बाद तक`,
    retired: 'बंद',
    retire: 'बंद: अब नहीं माँगी जा सकती',
    save: 'सहेजें',
    saved: 'सहेज लिया गया।',
  },
};
