/* SPDX-License-Identifier: MIT */
#include "school/post/letter.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const struct letter_words letters[LETTER_COUNT] = {
    [LETTER_WELCOME] =
        {.subject = {[ENGLISH] = "Make your account", [ARABIC] = "أنشئ حسابك", [HINDI] = "अपना खाता बनाएँ"},
         .text = {[ENGLISH] = "Open this link within {minutes} minutes to make your account. If you did not "
                              "ask for it, do nothing.",
                  [ARABIC] = "افتح هذا الرابط خلال {minutes} دقيقة لإنشاء حسابك. وإن لم تطلب ذلك فلا تفعل شيئًا.",
                  [HINDI] = "अपना खाता बनाने के लिए यह लिंक {minutes} मिनट के भीतर खोलें। अगर आपने यह नहीं "
                            "माँगा था, तो कुछ न करें।"}},
    [LETTER_ACCOUNT_THERE] =
        {.subject = {[ENGLISH] = "Make your account", [ARABIC] = "أنشئ حسابك", [HINDI] = "अपना खाता बनाएँ"},
         .text = {[ENGLISH] = "Somebody, probably you, asked for an account with this address. There is one "
                              "already: sign in, or ask for a new password on the sign-in page.",
                  [ARABIC] = "طلب أحدهم، وربما أنت، حسابًا بهذا العنوان. لهذا العنوان حساب بالفعل: سجّل "
                             "الدخول، أو اطلب كلمة مرور جديدة من صفحة تسجيل الدخول.",
                  [HINDI] = "किसी ने, शायद आपने ही, इस पते से खाता माँगा है। इस पते का खाता पहले से मौजूद है: "
                            "साइन इन करें, या साइन-इन पेज पर नया पासवर्ड माँगें।"}},
    // It names the button of the sign-in page as the page does.
    [LETTER_ACCOUNT_MADE] =
        {.subject =
             {[ENGLISH] = "Your attendance account", [ARABIC] = "حسابك لتسجيل الحضور", [HINDI] = "आपका अटेंडेंस खाता"},
         .text = {[ENGLISH] = "Hello,\n\nan attendance account has been made for you with this e-mail "
                              "address.\n\nTo begin, open the attendance page of your institution, choose "
                              "\"Forgot password?\" and type this address. You will get a link with which you "
                              "choose your password.",
                  [ARABIC] = "مرحبًا،\n\nأُنشئ لك حساب لتسجيل الحضور بهذا العنوان.\n\nللبدء افتح صفحة الحضور "
                             "في مؤسستك، واختر «نسيت كلمة المرور؟»، واكتب هذا العنوان. سيصلك رابط تختار به "
                             "كلمة مرورك.",
                  [HINDI] = "नमस्ते,\n\nइस ईमेल पते से आपका अटेंडेंस खाता बनाया गया है।\n\nशुरू करने के लिए "
                            "अपने संस्थान का अटेंडेंस पेज खोलें, “पासवर्ड भूल गए?” चुनें और यह पता लिखें। आपको "
                            "एक लिंक मिलेगा, जिससे आप अपना पासवर्ड चुन सकेंगे।"}},
    [LETTER_PASSWORD_LINK] =
        {.subject =
             {
                 [ENGLISH] = "Set a new password",
                 [ARABIC] = "تعيين كلمة مرور جديدة",
                 [HINDI] = "नया पासवर्ड बनाएँ",
             },
         .text = {[ENGLISH] = "Open this link within {minutes} minutes to set a new password. If you did not "
                              "ask for it, do nothing.",
                  [ARABIC] = "افتح هذا الرابط خلال {minutes} دقيقة لتعيين كلمة مرور جديدة. وإن لم تطلب ذلك فلا "
                             "تفعل شيئًا.",
                  [HINDI] = "नया पासवर्ड बनाने के लिए यह लिंक {minutes} मिनट के भीतर खोलें। अगर आपने यह नहीं "
                            "माँगा था, तो कुछ न करें।"}},
    [LETTER_PASSWORD_CHANGED] =
        {.subject = {[ENGLISH] = "Your password was changed",
                     [ARABIC] = "غُيّرت كلمة مرورك",
                     [HINDI] = "आपका पासवर्ड बदला गया है"},
         .text = {[ENGLISH] = "The password of your account was changed just now, and your other sessions have "
                              "ended. If it was not you, ask for a new password on the sign-in page and tell "
                              "your administrator.",
                  [ARABIC] = "غُيّرت كلمة مرور حسابك الآن، وسُجّل خروجك من كل الأجهزة الأخرى. إن لم تكن أنت من "
                             "غيّرها فاطلب كلمة مرور جديدة من صفحة تسجيل الدخول وأخبر مدير النظام.",
                  [HINDI] = "आपके खाते का पासवर्ड अभी-अभी बदला गया है, और बाक़ी सभी डिवाइस साइन आउट हो गए हैं। "
                            "अगर यह आपने नहीं किया, तो साइन-इन पेज पर नया पासवर्ड माँगें और अपने एडमिन को "
                            "बताएँ।"}},
    [LETTER_EMAIL_CONFIRM] =
        {.subject = {[ENGLISH] = "Confirm your new e-mail address",
                     [ARABIC] = "أكّد بريدك الإلكتروني الجديد",
                     [HINDI] = "अपने नए ईमेल पते की पुष्टि करें"},
         .text = {[ENGLISH] = "Open this link within {minutes} minutes to use this address for your account. "
                              "If you did not ask for it, do nothing.",
                  [ARABIC] = "افتح هذا الرابط خلال {minutes} دقيقة لاستخدام هذا العنوان في حسابك. وإن لم تطلب "
                             "ذلك فلا تفعل شيئًا.",
                  [HINDI] = "अपने खाते में इस पते का इस्तेमाल करने के लिए यह लिंक {minutes} मिनट के भीतर "
                            "खोलें। अगर आपने यह नहीं माँगा था, तो कुछ न करें।"}},
    [LETTER_EMAIL_PROVE] =
        {.subject = {[ENGLISH] = "Show that this address is yours",
                     [ARABIC] = "أثبت أن هذا العنوان لك",
                     [HINDI] = "पुष्टि करें कि यह पता आपका है"},
         .text = {[ENGLISH] = "An account was made with this address. If it is yours, open this link within "
                              "{minutes} minutes where you are signed in. If it is not, do nothing, or ask for "
                              "a new password on the sign-in page: the account is yours then.",
                  [ARABIC] =
                      "أُنشئ حساب بهذا العنوان. إن كان الحساب لك فافتح هذا الرابط خلال {minutes} دقيقة في المتصفح "
                      "الذي سجّلت الدخول فيه. وإن لم يكن لك فلا تفعل شيئًا، أو اطلب كلمة مرور جديدة من صفحة "
                      "تسجيل الدخول: عندئذ يصير الحساب لك.",
                  [HINDI] = "इस पते से एक खाता बनाया गया है। अगर वह आपका है, तो यह लिंक {minutes} मिनट के भीतर "
                            "वहीं खोलें जहाँ आपने साइन इन किया है। अगर वह आपका नहीं है, तो कुछ न करें, या "
                            "साइन-इन पेज पर नया पासवर्ड माँगें: तब वह खाता आपका हो जाएगा।"}},
    [LETTER_EMAIL_CHANGED] =
        {.subject = {[ENGLISH] = "Your e-mail address was changed",
                     [ARABIC] = "غُيّر بريدك الإلكتروني",
                     [HINDI] = "आपका ईमेल पता बदला गया है"},
         .text = {[ENGLISH] = "Your account now has another e-mail address; this one can no longer sign in. If "
                              "it was not you, tell your administrator.",
                  [ARABIC] = "صار لحسابك عنوان بريد آخر، ولم يعد تسجيل الدخول بهذا العنوان ممكنًا. إن لم تكن "
                             "أنت من غيّره فأخبر مدير النظام.",
                  [HINDI] = "आपके खाते का ईमेल पता अब दूसरा है; इस पते से अब साइन इन नहीं हो सकता। अगर यह आपने "
                            "नहीं किया, तो अपने एडमिन को बताएँ।"}},
    [LETTER_EMAIL_CHANGED_FOR] =
        {.subject = {[ENGLISH] = "Your e-mail address was changed",
                     [ARABIC] = "غُيّر بريدك الإلكتروني",
                     [HINDI] = "आपका ईमेल पता बदला गया है"},
         .text = {[ENGLISH] = "Hello,\n\nyour institution has changed the e-mail address of your attendance "
                              "account. From now on you sign in with\n\n    {address}\n\nand your password as "
                              "before. If this is not right, tell your institution.",
                  [ARABIC] = "مرحبًا،\n\nغيّرت مؤسستك عنوان البريد الإلكتروني لحسابك الذي تسجّل به حضورك. "
                             "تسجّل الدخول من الآن فصاعدًا بالعنوان\n\n    {address}\n\nوبكلمة مرورك كما كانت. "
                             "إن كان هذا خطأ فأخبر مؤسستك.",
                  [HINDI] = "नमस्ते,\n\nआपके संस्थान ने आपके अटेंडेंस खाते का ईमेल पता बदल दिया है। अब से आप "
                            "इस पते से साइन इन करेंगे:\n\n    {address}\n\nआपका पासवर्ड वही रहेगा। अगर यह सही "
                            "नहीं है, तो अपने संस्थान को बताएँ।"}},
    [LETTER_FACTOR_SET_UP] =
        {.subject = {[ENGLISH] = "Your second factor", [ARABIC] = "تطبيق المصادقة", [HINDI] = "आपका ऑथेंटिकेटर ऐप"},
         .text = {[ENGLISH] = "A second factor was set up for your account. If it was not you, tell your "
                              "administrator.",
                  [ARABIC] = "أُعدّ تطبيق مصادقة لحسابك. إن لم تكن أنت من أعدّه فأخبر مدير النظام.",
                  [HINDI] = "आपके खाते के लिए ऑथेंटिकेटर ऐप सेट किया गया है। अगर यह आपने नहीं किया, तो अपने "
                            "एडमिन को बताएँ।"}},
    [LETTER_FACTOR_CODES] =
        {.subject = {[ENGLISH] = "Your second factor", [ARABIC] = "تطبيق المصادقة", [HINDI] = "आपका ऑथेंटिकेटर ऐप"},
         .text = {[ENGLISH] = "New recovery codes were made for your account; the old ones no longer work. If "
                              "it was not you, tell your administrator.",
                  [ARABIC] =
                      "أُنشئت رموز استرداد جديدة لحسابك، ولم تعد القديمة صالحة. إن لم تكن أنت من طلبها فأخبر مدير "
                      "النظام.",
                  [HINDI] = "आपके खाते के लिए नए रिकवरी कोड बनाए गए हैं; पुराने कोड अब काम नहीं करते। अगर यह "
                            "आपने नहीं किया, तो अपने एडमिन को बताएँ।"}},
    [LETTER_FACTOR_REMOVED] =
        {.subject = {[ENGLISH] = "Your second factor", [ARABIC] = "تطبيق المصادقة", [HINDI] = "आपका ऑथेंटिकेटर ऐप"},
         .text = {[ENGLISH] = "The second factor of your account was removed. If it was not you, tell your "
                              "administrator.",
                  [ARABIC] = "أُزيل تطبيق المصادقة من حسابك. إن لم تكن أنت من أزاله فأخبر مدير النظام.",
                  [HINDI] = "आपके खाते से ऑथेंटिकेटर ऐप हटाया गया है। अगर यह आपने नहीं किया, तो अपने एडमिन को "
                            "बताएँ।"}},
    [LETTER_FACTOR_REMOVED_FOR] =
        {.subject = {[ENGLISH] = "Your second factor", [ARABIC] = "تطبيق المصادقة", [HINDI] = "आपका ऑथेंटिकेटर ऐप"},
         .text = {[ENGLISH] = "An administrator has removed the second factor of your account: the "
                              "authenticator app, and passkeys. You can set up "
                              "a new one in your account. If you did not ask for it, tell your administrator.",
                  [ARABIC] =
                      "أزال أحد مديري النظام تطبيق المصادقة ومفاتيح المرور من حسابك. يمكنك إعدادها من جديد في صفحة "
                      "حسابك. إن لم "
                      "تطلب ذلك فأخبر مدير النظام.",
                  [HINDI] = "एक एडमिन ने आपके खाते से ऑथेंटिकेटर ऐप और पासकी हटा दिए हैं। आप अपने खाते में नए "
                            "सेट कर सकते हैं। अगर आपने यह नहीं माँगा था, तो अपने एडमिन को बताएँ।"}},
    [LETTER_PASSKEY_ADDED] =
        {.subject = {[ENGLISH] = "A passkey was added to your account",
                     [ARABIC] = "أُضيف مفتاح مرور إلى حسابك",
                     [HINDI] = "आपके खाते में पासकी जोड़ी गई है"},
         .text = {[ENGLISH] = "A passkey was added to your account just now: whoever holds it can sign in as you "
                              "without your password. If it was not you, tell your administrator at once.",
                  [ARABIC] = "أُضيف الآن مفتاح مرور إلى حسابك، ويستطيع من يملكه تسجيل الدخول باسمك دون كلمة مرورك. إن "
                             "لم تكن أنت من أضافه فأخبر مدير النظام فورًا.",
                  [HINDI] = "आपके खाते में अभी-अभी एक पासकी जोड़ी गई है: जिसके पास वह है, वह आपके पासवर्ड के बिना आपके "
                            "नाम से साइन इन कर सकता है। अगर यह आपने नहीं किया, तो तुरंत अपने एडमिन को बताएँ।"}},
    [LETTER_PASSKEY_REMOVED] =
        {.subject = {[ENGLISH] = "A passkey was removed from your account",
                     [ARABIC] = "أُزيل مفتاح مرور من حسابك",
                     [HINDI] = "आपके खाते से पासकी हटाई गई है"},
         .text = {[ENGLISH] = "A passkey was removed from your account just now, and your other sessions have ended. "
                              "If it was not you, tell your administrator.",
                  [ARABIC] = "أُزيل الآن مفتاح مرور من حسابك، وسُجّل خروجك من كل الأجهزة الأخرى. إن لم تكن أنت من "
                             "أزاله فأخبر مدير النظام.",
                  [HINDI] = "आपके खाते से अभी-अभी एक पासकी हटाई गई है, और बाक़ी सभी डिवाइस साइन आउट हो गए हैं। अगर यह "
                            "आपने नहीं किया, तो अपने एडमिन को बताएँ।"}},
    [LETTER_TEST] =
        {.subject =
             {[ENGLISH] = "Mail from AMS works", [ARABIC] = "بريد AMS يعمل", [HINDI] = "AMS का ईमेल काम कर रहा है"},
         .text = {[ENGLISH] = "An administrator asked for this mail to see that it arrives.",
                  [ARABIC] = "طلب أحد مديري النظام هذه الرسالة ليتأكد من أن البريد يصل.",
                  [HINDI] = "एक एडमिन ने यह जाँचने के लिए यह ईमेल भेजा है कि ईमेल पहुँचते हैं।"}},
};

const struct letter_words *letter_words(enum letter letter)
{
    return &letters[letter];
}

const char *letter_subject(enum letter letter, const char *locale)
{
    return tongue_says(letters[letter].subject, tongue_of(locale));
}

/* The value whose name stands at `at`, and how long that is; NULL: none does. */
static const char *value_at(const char *at, const char *minutes, const struct letter_values *values, size_t *ret_size)
{
    const struct {
        const char *name, *value;
    } known[] = {{"{minutes}", minutes}, {"{address}", values->address}};
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        *ret_size = strlen(known[i].name);
        if (known[i].value && strncmp(at, known[i].name, *ret_size) == 0)
            return known[i].value;
    }
    return NULL;
}

bool letter_write(enum letter letter, const char *locale, const struct letter_values *values, char *text, size_t size)
{
    char minutes[16];
    const char *at = tongue_says(letters[letter].text, tongue_of(locale));
    size_t used = 0;
    snprintf(minutes, sizeof(minutes), "%d", values->minutes);
    while (*at != '\0') {
        size_t name;
        const char *value = *at == '{' ? value_at(at, minutes, values, &name) : NULL;
        size_t part = value ? strlen(value) : 1;
        if (used + part + sizeof("\n") > size)
            return false;
        memcpy(text + used, value ? value : at, part);
        used += part;
        at += value ? name : 1;
    }
    memcpy(text + used, "\n", sizeof("\n"));
    return true;
}
