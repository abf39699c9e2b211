/* SPDX-License-Identifier: MIT */
#include "school/faces/consent_text.h"

#include <stdio.h>

#include "base/str.h"
#include "base/tongue.h"

static const char *const english[] = {
    "If you agree, your attendance can be marked by your face. You choose freely: saying no has no disadvantage. "
    "Without a face your professor marks you by hand, and that counts just the same.",
    "From the pictures you take when you enrol, the server computes a template: 512 numbers that describe your face. "
    "The template is stored, encrypted for you alone, with the date and the number of pictures. The pictures "
    "themselves are not stored, neither when you enrol nor when you check in.",
    "Check-ins only: while an attendance window is open and you ask for it, the template is used to check that "
    "you are "
    "you. It is compared with your own pictures alone.",
    "Check-ins and class photos: besides that, when a face is enrolled it is compared with the other enrolled "
    "faces of "
    "those who chose this, so that nobody attends for two. And if your institution has turned this on, your "
    "professor "
    "may take a photo of the class. The faces in it are then compared with the templates of the students of "
    "that class "
    "who chose this, and your professor confirms who is there. The photo is not stored. A tablet at the door that your "
    "institution has allowed to do so may compare the face of whoever asks it to with the same templates, to mark that "
    "person present. Its pictures are not stored.",
    "So that a picture that was shown once does not pass again, a fingerprint of each accepted picture and 256 bits of "
    "how it looks are kept for a term, encrypted. They are neither a picture nor a template. If somebody else shows "
    "the same picture, your professor and the administrators see that.",
    "You may change between the two at any time; neither has a disadvantage. The template is not given to "
    "anybody and "
    "does not leave this server.",
    "When a check is refused, the reason is stored for a while (for example \"too dark\" or \"no match\") and your "
    "professor sees it. How similar the faces were is not stored and not shown.",
    "With each check-in the server keeps, until the marks of that lecture are final and 30 days at most, how old the "
    "room code was, a coded mark of the network that you came from and whether the pictures may come from a program "
    "instead of a camera, so that a code which was passed on is noticed. Your professor may see why a mark is to be "
    "looked at; nobody is refused for it.",
    "The template is kept until you delete it or take your consent back. Your institution deletes it sooner when you "
    "have not used it for a long time, or when you leave.",
    "You can take your consent back at any time, on the page where you gave it. Your template is deleted at that "
    "moment. Marks that you already have stay as they are.",
    "Where the law asks that a parent or guardian decides for you, ask them first and give their name. It is stored "
    "with your consent.",
};

static const char *const arabic[] = {
    "إذا وافقت، يمكن تسجيل حضورك بوجهك. القرار لك بحرية: لا ضرر عليك إن رفضت. من دون وجه يسجّلك أستاذك يدويًا، ولذلك "
    "القيمة نفسها تمامًا.",
    "من الصور التي تلتقطها عند التسجيل يحسب الخادم قالبًا: 512 رقمًا تصف وجهك. يُحفظ القالب مشفّرًا لك وحدك، مع "
    "التاريخ "
    "وعدد الصور. أما الصور نفسها فلا تُحفظ، لا عند التسجيل ولا عند إثبات الحضور.",
    "إثبات الحضور فقط: عندما تكون نافذة الحضور مفتوحة وتطلب ذلك بنفسك، يُستخدم القالب للتحقق من أنك أنت. ولا "
    "يُقارَن إلا "
    "بصورك أنت.",
    "إثبات الحضور وصور القاعة: إضافة إلى ذلك، عند تسجيل أي وجه يُقارَن بوجوه من اختاروا هذا الخيار، كي لا يحضر "
    "أحد عن "
    "شخصين. وإذا فعّلت مؤسستك هذه الميزة، يجوز لأستاذك أن يلتقط صورة للقاعة، فتُقارَن الوجوه فيها بقوالب طلاب "
    "تلك القاعة "
    "الذين اختاروا هذا الخيار، ثم يؤكد أستاذك من الحاضر. ولا تُحفظ الصورة. "
    "وإذا سمحت مؤسستك بذلك لجهاز لوحي عند الباب، فقد يقارن وجه من يطلب منه ذلك بهذه القوالب نفسها ليسجّل حضوره، ولا "
    "تُحفظ صوره.",
    "كي لا تُقبل مرة أخرى صورة سبق عرضها، تُحفظ مشفّرةً مدةَ فصل دراسي بصمة رقمية لكل صورة مقبولة "
    "و256 بتًّا تصف مظهرها، "
    "وهي ليست صورة ولا قالبًا. وإذا عرض شخص آخر الصورة نفسها، يرى ذلك أستاذك والمسؤولون.",
    "يمكنك الانتقال بين الخيارين في أي وقت، ولا ضرر في أي منهما. لا يُعطى القالب لأحد ولا يغادر هذا الخادم.",
    "عندما يُرفض تحقق، يُحفظ السبب مدة من الزمن (مثل «الإضاءة ضعيفة» أو «لا تطابق») ويراه أستاذك. أما مقدار "
    "تشابه الوجوه "
    "فلا "
    "يُحفظ ولا يُعرض.",
    "مع كل تسجيل حضور يحتفظ الخادم، إلى أن تصبح علامات تلك المحاضرة نهائية ولمدة 30 يومًا على الأكثر، بعمر رمز القاعة "
    "وبعلامة مرمّزة للشبكة التي جئت منها وبما إذا كانت الصور قد تأتي من برنامج وليس من كاميرا، كي يُلاحظ رمزٌ نُقل إلى "
    "شخص في مكان آخر. وقد يرى أستاذك لماذا ينبغي النظر في تسجيل ما، ولا يُرفض أحد بسبب ذلك.",
    "يُحفظ القالب إلى أن تحذفه أو تسحب موافقتك. وتحذفه مؤسستك قبل ذلك إذا لم تستخدمه مدة طويلة أو إذا غادرت.",
    "يمكنك سحب موافقتك في أي وقت، في الصفحة التي وافقت فيها. ويُحذف قالبك في تلك اللحظة. أما الحضور المسجّل لك "
    "فيبقى كما "
    "هو.",
    "إذا كان القانون يطلب أن يقرر عنك أحد والديك أو وليّ أمرك، فاسأله أولًا واكتب اسمه. ويُحفظ الاسم مع موافقتك.",
};

static const char *const hindi[] = {
    "अगर आप सहमत हैं, तो आपकी अटेंडेंस आपके चेहरे से दर्ज हो सकती है। फ़ैसला पूरी तरह आपका है: मना करने का "
    "कोई नुकसान नहीं है। चेहरे के बिना आपके प्रोफ़ेसर आपकी अटेंडेंस हाथ से दर्ज करते हैं, और उसका महत्व "
    "बिल्कुल बराबर है।",
    "चेहरा दर्ज करते समय आप जो फ़ोटो लेते हैं, उनसे सर्वर एक टेम्पलेट बनाता है: 512 संख्याएँ जो आपके चेहरे का "
    "वर्णन करती हैं। टेम्पलेट सिर्फ़ आपके लिए एन्क्रिप्ट करके, तारीख़ और फ़ोटो की संख्या के साथ रखा जाता है। "
    "फ़ोटो ख़ुद नहीं रखी जातीं, न चेहरा दर्ज करते समय और न अटेंडेंस देते समय।",
    "सिर्फ़ अटेंडेंस: जब अटेंडेंस खुली हो और आप ख़ुद जाँच शुरू करें, तब टेम्पलेट से यह जाँचा जाता है कि आप आप "
    "ही हैं। इसकी तुलना सिर्फ़ आपकी अपनी फ़ोटो से होती है।",
    "अटेंडेंस और क्लास की फ़ोटो: इसके अलावा, कोई चेहरा दर्ज होने पर उसकी तुलना उन लोगों के दर्ज चेहरों से "
    "होती है जिन्होंने यही चुना है, ताकि कोई एक व्यक्ति दो लोगों की अटेंडेंस न दे। और अगर आपके संस्थान ने यह "
    "सुविधा चालू की है, तो आपके प्रोफ़ेसर क्लास की फ़ोटो ले सकते हैं। तब उसमें दिखने वाले चेहरों की तुलना उस "
    "क्लास के उन विद्यार्थियों के टेम्पलेट से होती है जिन्होंने यह चुना है, और आपके प्रोफ़ेसर पुष्टि करते हैं "
    "कि कौन मौजूद है। फ़ोटो नहीं रखी जाती। अगर आपके संस्थान ने दरवाज़े पर रखे किसी टैबलेट को इसकी अनुमति दी है, "
    "तो जो उससे कहे, उसका चेहरा वह इन्हीं टेम्पलेट से मिलाकर उसकी उपस्थिति दर्ज कर सकता है। उसकी फ़ोटो नहीं रखी "
    "जातीं।",
    "एक बार दिखाई गई तस्वीर दोबारा न चले, इसके लिए हर स्वीकार की गई तस्वीर का एक फ़िंगरप्रिंट और उसके रूप के "
    "256 बिट एक सत्र तक एन्क्रिप्ट करके रखे जाते हैं। ये न तस्वीर हैं, न टेम्पलेट। अगर कोई और वही तस्वीर "
    "दिखाए, तो आपके प्रोफ़ेसर और एडमिन इसे देखते हैं।",
    "आप इन दोनों विकल्पों में कभी भी बदलाव कर सकते हैं; किसी का कोई नुकसान नहीं है। टेम्पलेट किसी को नहीं "
    "दिया जाता और इस सर्वर से बाहर नहीं जाता।",
    "जब कोई जाँच स्वीकार नहीं होती, तो उसका कारण कुछ समय तक रखा जाता है (जैसे \"बहुत अँधेरा\" या \"मेल "
    "नहीं\") और आपके प्रोफ़ेसर उसे देखते हैं। चेहरे कितने मिलते-जुलते थे, यह न रखा जाता है और न दिखाया जाता "
    "है।",
    "हर अटेंडेंस के साथ सर्वर, उस लेक्चर की उपस्थिति अंतिम होने तक और ज़्यादा से ज़्यादा 30 दिन, यह रखता है: रूम कोड "
    "कितना पुराना था, आप जिस नेटवर्क से आए उसका एक कूट चिह्न, और क्या तस्वीरें कैमरे के बजाय किसी प्रोग्राम से आई हो "
    "सकती हैं, ताकि आगे भेजा गया कोड पकड़ में आए। आपके प्रोफ़ेसर देख सकते हैं कि किसी उपस्थिति को क्यों देखना चाहिए; "
    "इसके कारण किसी को अस्वीकार नहीं किया जाता।",
    "टेम्पलेट तब तक रखा जाता है जब तक आप उसे मिटा नहीं देते या अपनी सहमति वापस नहीं ले लेते। अगर आपने लंबे "
    "समय तक उसका इस्तेमाल नहीं किया, या आप संस्थान छोड़ देते हैं, तो आपका संस्थान उसे पहले ही मिटा देता है।",
    "आप अपनी सहमति कभी भी वापस ले सकते हैं, उसी पेज पर जहाँ आपने दी थी। उसी क्षण आपका टेम्पलेट मिटा दिया जाता "
    "है। जो उपस्थिति पहले से दर्ज है, वह वैसी ही रहती है।",
    "जहाँ क़ानून के अनुसार आपके माता-पिता या अभिभावक को आपके लिए फ़ैसला करना होता है, वहाँ पहले उनसे पूछें और "
    "उनका नाम लिखें। नाम आपकी सहमति के साथ रखा जाता है।",
};

/* A language has all of it or none: who agrees has read one text. */
static const struct consent_words words[TONGUE_COUNT] = {
    [ENGLISH] = {"en", english, ARRAY_LENGTH(english)},
    [ARABIC] = {"ar", arabic, ARRAY_LENGTH(arabic)},
    [HINDI] = {"hi", hindi, ARRAY_LENGTH(hindi)},
};

const struct consent_words *consent_words(const char *locale)
{
    const struct consent_words *found = &words[tongue_of(locale)];
    return found->text ? found : &words[ENGLISH];
}

void consent_version(char version[static CONSENT_VERSION_SIZE])
{
    snprintf(version, CONSENT_VERSION_SIZE, "%d", CONSENT_VERSION);
}
