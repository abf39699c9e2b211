// SPDX-License-Identifier: MIT
// The words about the devices that a student checks in with, in Hindi.

import type { Words as en } from '../../en/sign/own-devices.en';

export const words: en = {
  ownDevices: {
    title: 'जिन डिवाइस से आप अटेंडेंस देते हैं',
    hint: 'हर डिवाइस अपनी चाबी से साबित करता है कि वह आपका है। हर अगला डिवाइस दो दिन तक नया माना जाता है: यह आपके प्रोफ़ेसर को दिखता है, और आपको भी।',
    none: 'अभी कोई नहीं। अपने फ़ोन पर साइन इन करें या एक बार अटेंडेंस दें, तब वह यहाँ दिखेगा।',
    current: 'यह डिवाइस',
    unnamed: 'एक डिवाइस',
    since: (day) => `${day} से`,
    seen: (when) => `पिछला इस्तेमाल ${when}`,
    trusted: 'भरोसेमंद',
    newUntil: (when) => `${when} तक नया`,
    keyless: 'चाबी नहीं: यह ब्राउज़र कुछ नहीं रखता, जैसे निजी विंडो। इससे दी गई अटेंडेंस पर आपके प्रोफ़ेसर को यह दिखता है।',
    trust: 'अभी भरोसा करें',
    trustHint: 'आपका दूसरा प्रमाण इसकी गवाही देता है।',
    trustDone: 'अब इस डिवाइस पर भरोसा है।',
    remove: 'हटाएँ',
    removeOne: (device) => `${device} हटाएँ`,
    removeTitle: 'यह डिवाइस हटाएँ?',
    removeHint: 'फिर से इस्तेमाल होने पर यह दो दिन तक नया माना जाएगा। यह साइन इन रहता है: उसे नीचे समाप्त करें।',
    removed: 'डिवाइस हटा दिया गया।',
  },
};
