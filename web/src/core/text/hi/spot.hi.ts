// SPDX-License-Identifier: MIT
// The words of looking up students in the room, and of what comes of it, in Hindi.

import { hindiPlural as plural } from '../plural';
import type { words as en } from '../en/spot.en';

export const words: typeof en = {
  spot: {
    title: 'कमरे में देखें',
    what: 'जिन्होंने ख़ुद अटेंडेंस दी, उनमें से कुछ नाम पर्ची की तरह चुने जाते हैं। जो कमरे में न मिलें, उनसे पता चलता है कि ऐसी कितनी अटेंडेंस ग़लत हैं। तब सबसे अच्छा, जब ज़्यादातर आ चुके हों।',
    nobody: 'अभी तक किसी ने ख़ुद अटेंडेंस नहीं दी है।',
    draw: (n) => `${plural(n, 'नाम', 'नाम')} देखें`,
    more: (n) => `${plural(n, 'नाम', 'नाम')} और देखें`,
    show: 'नाम दिखाएँ',
    hide: 'नाम छिपाएँ',
    progress: (n, of) => `${of} में से ${n} देखे गए`,
    found: (here, not) => `${here} यहाँ, ${not} यहाँ नहीं`,
    ask: (name) => `क्या ${name} यहाँ हैं?`,
    here: 'यहाँ हैं',
    notHere: 'यहाँ नहीं',
    keys: 'कुंजियाँ: H यहाँ हैं, N यहाँ नहीं।',
    silent: 'प्रोजेक्टर के पेज पर नहीं दिखते। विद्यार्थियों को नहीं बताया जाता।',
    look: (name) => `अब ${name} को देखें`,
    later: 'बाकी',
    takeBack: (name) => `${name} के बारे में जो कहा, वापस लें`,
    said: { here: (name) => `${name}: यहाँ हैं`, not: (name) => `${name}: यहाँ नहीं`, open: (name) => `${name}: फिर से बाकी` },
    undo: 'वापस लें',
    mark: (status) => `दर्ज करें: ${status}`,
    markName: (status, name) => `${name} को दर्ज करें: ${status}`,
    figures: 'कमरे में देखे गए',
    share: 'ख़ुद दी गई अटेंडेंस अनुमान से ग़लत थीं',
    shareOf: (marks, lectures) =>
      `${plural(lectures, 'लेक्चर', 'लेक्चरों')} में विद्यार्थियों की ख़ुद दी गई ${marks} अटेंडेंस में से। जिन पर संकेत है वे ज़्यादा बार देखी जाती हैं, और अनुमान में इसका ध्यान रखा गया है।`,
    counted: (not, of) => `देखे गए ${of} में से ${not} वहाँ नहीं थे`,
    between: (low, high) => `यानी ${low} और ${high} के बीच का हिस्सा, 95 % भरोसे के साथ`,
    few: 'कहने के लिए बहुत कम',
    fewOf: (n, needed) => `${n} देखे गए, कम से कम ${needed} चाहिए।`,
    oneKind: 'अनुमान नहीं: दो में से एक प्रकार में किसी को नहीं देखा गया।',
    left: 'जो तब तक जा चुके थे, वे भी वहाँ नहीं गिने जाते हैं।',
    none: 'अभी तक कमरे में किसी को नहीं देखा गया। प्रोफ़ेसर को यह चल रहे लेक्चर के पेज पर मिलता है।',
    kind: 'अटेंडेंस',
    flagged: 'संकेत के साथ',
    plain: 'बिना संकेत',
    marks: 'कुल',
    lookedUp: 'देखे गए',
    notThere: 'वहाँ नहीं',
    setting: 'एक लेक्चर में देखने के नाम',
    settingHint: 'ख़ुद अटेंडेंस देने वालों में से पर्ची की तरह चुने जाते हैं, ताकि आप उन्हें कमरे में देखें। 0: कोई नहीं।',
  },
};
