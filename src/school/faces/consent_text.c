/* SPDX-License-Identifier: MIT */
#include "school/faces/consent_text.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

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
    "who chose this, and your professor confirms who is there. The photo is not stored.",
    "So that a picture that was shown once does not pass again, a fingerprint of each accepted picture and 256 bits of "
    "how it looks are kept for a term, encrypted. They are neither a picture nor a template. If somebody else shows "
    "the same picture, your professor and the administrators see that.",
    "You may change between the two at any time; neither has a disadvantage. The template is not given to "
    "anybody and "
    "does not leave this server.",
    "When a check is refused, the reason is stored for a while (for example \"too dark\" or \"no match\") and your "
    "professor sees it. How similar the faces were is not stored and not shown.",
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
    "الذين اختاروا هذا الخيار، ثم يؤكد أستاذك من الحاضر. ولا تُحفظ الصورة.",
    "كي لا تُقبل مرة أخرى صورة سبق عرضها، تُحفظ مشفّرةً مدةَ فصل دراسي بصمة رقمية لكل صورة مقبولة "
    "و256 بتًّا تصف مظهرها، "
    "وهي ليست صورة ولا قالبًا. وإذا عرض شخص آخر الصورة نفسها، يرى ذلك أستاذك والمسؤولون.",
    "يمكنك الانتقال بين الخيارين في أي وقت، ولا ضرر في أي منهما. لا يُعطى القالب لأحد ولا يغادر هذا الخادم.",
    "عندما يُرفض تحقق، يُحفظ السبب مدة من الزمن (مثل «الإضاءة ضعيفة» أو «لا تطابق») ويراه أستاذك. أما مقدار "
    "تشابه الوجوه "
    "فلا "
    "يُحفظ ولا يُعرض.",
    "يُحفظ القالب إلى أن تحذفه أو تسحب موافقتك. وتحذفه مؤسستك قبل ذلك إذا لم تستخدمه مدة طويلة أو إذا غادرت.",
    "يمكنك سحب موافقتك في أي وقت، في الصفحة التي وافقت فيها. ويُحذف قالبك في تلك اللحظة. أما الحضور المسجّل لك "
    "فيبقى كما "
    "هو.",
    "إذا كان القانون يطلب أن يقرر عنك أحد والديك أو وليّ أمرك، فاسأله أولًا واكتب اسمه. ويُحفظ الاسم مع موافقتك.",
};

static const struct consent_words languages[] = {
    {"en", english, ARRAY_LENGTH(english)},
    {"ar", arabic, ARRAY_LENGTH(arabic)},
};

const struct consent_words *consent_words(const char *locale)
{
    size_t size = locale ? strcspn(locale, "-") : 0;
    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++)
        if (strlen(languages[i].language) == size && memcmp(languages[i].language, locale, size) == 0)
            return &languages[i];
    return &languages[0];
}

void consent_version(char version[static CONSENT_VERSION_SIZE])
{
    snprintf(version, CONSENT_VERSION_SIZE, "%d", CONSENT_VERSION);
}
