/* SPDX-License-Identifier: MIT */
/* The table of the kinds of notification. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"

/* clang-format off */
static const struct notification_rule rules[NOTIFY_KIND_COUNT] = {
    [NOTIFY_WINDOW_OPENED] = {
        "window_opened", TOLD_STUDENTS | TOLD_STAFF, {true, NOTIFY_EMAIL_OFF, true}, false,
        {"Attendance is open",
         "تسجيل الحضور مفتوح",
         "अटेंडेंस शुरू हो गई है"},
        .push = {"/mark/{lecture}", "/lecture/{lecture}", PUSH_HIGH, PUSH_UNTIL_CLOSED},
    },
    [NOTIFY_LECTURE_SOON] = {
        "lecture_soon", TOLD_STUDENTS, {true, NOTIFY_EMAIL_OFF, true}, false,
        {"A lecture starts soon",
         "ستبدأ محاضرة قريبًا",
         "थोड़ी देर में एक लेक्चर शुरू होगा"},
        .push = {"/record/{class}", "/lecture/{lecture}", PUSH_HIGH, PUSH_UNTIL_START},
    },
    [NOTIFY_LECTURE_CHANGED] = {
        "lecture_changed", TOLD_STUDENTS | TOLD_STAFF, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"A lecture was moved or cancelled",
         "نُقلت محاضرة أو أُلغيت",
         "एक लेक्चर का समय बदला गया है या वह रद्द हुआ है"},
        .push = {"/record/{class}", "/lecture/{lecture}", PUSH_HIGH, PUSH_A_DAY},
    },
    [NOTIFY_BELOW_THRESHOLD] = {
        "below_threshold", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"Your attendance has fallen below the threshold",
         "انخفض حضورك عن الحد المطلوب",
         "आपकी उपस्थिति ज़रूरी सीमा से नीचे चली गई है"},
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_OUT_OF_REACH] = {
        "out_of_reach", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"The attendance threshold can no longer be reached",
         "لم يعد بلوغ حد الحضور ممكنًا",
         "अब उपस्थिति की ज़रूरी सीमा तक पहुँचना संभव नहीं है"},
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_BOARD_ITEM] = {
        "board_item", TOLD_STUDENTS, {true, NOTIFY_EMAIL_DIGEST, true}, false,
        {"There is something new on the board",
         "يوجد جديد على اللوحة",
         "बोर्ड पर कुछ नया है"},
        .push = {"/classroom/{class}/board/{subject}", "/classroom/{class}/board/{subject}", PUSH_LOW, PUSH_A_DAY},
    },
    [NOTIFY_GRADED] = {
        "graded", TOLD_STUDENTS, {true, NOTIFY_EMAIL_DIGEST, true}, false,
        {"Your work has been graded",
         "قُيّم عملك",
         "आपके काम पर अंक दे दिए गए हैं"},
        .push = {"/classroom/{class}/board/{subject}", "/classroom/{class}/board/{subject}", PUSH_LOW, PUSH_A_DAY},
    },
    [NOTIFY_REQUEST] = {
        "request", TOLD_STAFF | TOLD_ADMINISTRATORS, {true, NOTIFY_EMAIL_DIGEST, true}, false,
        {"A student asks for leave or a correction",
         "يطلب طالب إذنًا أو تصحيحًا",
         "एक विद्यार्थी ने छुट्टी या सुधार का अनुरोध किया है"},
        .push = {"/classroom/{class}/requests", "/classroom/{class}/requests", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_REQUEST_ANSWERED] = {
        "request_answered", TOLD_ALL, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"Your request has been answered",
         "تمت الإجابة عن طلبك",
         "आपके अनुरोध का जवाब आ गया है"},
        .settles = true,
        .push = {PUSH_LIST, PUSH_LIST, PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_JOIN_REQUEST] = {
        "join_request", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST, false}, true,
        {"Somebody would like to join a classroom",
         "يرغب شخص في الانضمام إلى صف",
         "कोई एक क्लास में शामिल होना चाहता है"},
        .push = {"/classroom/{class}/students", "/classroom/{class}/students", PUSH_LOW, PUSH_A_DAY},
    },
    [NOTIFY_NEW_DEVICE] = {
        "new_device", TOLD_ALL, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"Your account was used on a new device. If that was not you, change your password",
         "استُخدم حسابك على جهاز جديد. إن لم تكن أنت فغيّر كلمة المرور",
         "आपके खाते का इस्तेमाल एक नए डिवाइस पर हुआ है। अगर यह आपने नहीं किया, तो अपना पासवर्ड बदल लें"},
        .push = {"/account/devices", "/account/devices", PUSH_NORMAL, PUSH_A_DAY},
        .security = true,
    },
    [NOTIFY_MARK_CHANGED] = {
        "mark_changed", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"A mark of yours was changed by hand",
         "غُيّرت إحدى علامات حضورك يدويًا",
         "आपकी एक उपस्थिति हाथ से बदली गई है"},
        .settles = true,
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_JOB_DONE] = {
        "job_done", TOLD_ALL, {true, NOTIFY_EMAIL_OFF, true}, false,
        {"Work that you started has ended",
         "انتهى العمل الذي بدأته",
         "आपका शुरू किया हुआ काम पूरा हो गया है"},
        .push = {PUSH_LIST, "/jobs/{subject}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_ERASURE_REQUEST] = {
        "erasure_request", TOLD_ADMINISTRATORS, {true, NOTIFY_EMAIL_NOW, true}, true,
        {"Somebody asks to be forgotten",
         "يطلب شخص محو بياناته",
         "किसी ने अपना डेटा मिटाने का अनुरोध किया है"},
        .push = {PUSH_LIST, PUSH_LIST, PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_STUDENT_LEFT] = {
        "student_left", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST, false}, true,
        {"A student has left a classroom",
         "غادر طالب صفًا",
         "एक विद्यार्थी ने क्लास छोड़ दी है"},
        .push = {"/classroom/{class}/register", "/classroom/{class}/register", PUSH_LOW, PUSH_A_DAY},
    },
    [NOTIFY_NOT_TAKEN] = {
        "not_taken", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST, true}, false,
        {"Attendance was not taken in a lecture",
         "لم يُسجَّل الحضور في محاضرة",
         "एक लेक्चर में अटेंडेंस नहीं ली गई"},
        .push = {"/lecture/{lecture}", "/lecture/{lecture}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_MISSED_IN_A_ROW] = {
        "missed_in_a_row", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"You have missed several lectures in a row",
         "غبت عن عدة محاضرات متتالية",
         "आप लगातार कई लेक्चर में नहीं आए"},
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_MISSED_WITHIN] = {
        "missed_within", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"You have missed several lectures in a short time",
         "غبت عن عدة محاضرات في وقت قصير",
         "आप थोड़े समय में कई लेक्चर में नहीं आए"},
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_CLASS_ADDED] = {
        "class_added", TOLD_STUDENTS, {true, NOTIFY_EMAIL_NOW, true}, true,
        {"You were added to a classroom",
         "أُضفت إلى صف",
         "आपको एक क्लास में जोड़ा गया है"},
        {"Its teachers see your name, your e-mail address and your attendance there. Accept it in the app, or say there that "
         "it is not yours: then you are out of it.",
         "يرى معلّموه اسمك وبريدك الإلكتروني وحضورك فيه. اقبل ذلك في التطبيق، أو قل هناك إنه ليس صفك فتخرج منه.",
         "इसके शिक्षक आपका नाम, आपका ईमेल पता और इस क्लास में आपकी उपस्थिति देखते हैं। ऐप में इसे स्वीकार करें, या वहीं बताएँ कि "
         "यह क्लास आपकी नहीं है: तब आप इससे बाहर हो जाएँगे।"},
        .push = {"/record/{class}", "/classroom/{class}", PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_KIOSK_MOVED] = {
        "kiosk_moved", TOLD_ADMINISTRATORS, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"A kiosk speaks from another network than the one it stands in",
         "جهاز باب يتصل من شبكة غير شبكته",
         "एक कियोस्क अपने नेटवर्क की जगह किसी दूसरे नेटवर्क से जुड़ा है"},
        .push = {"/system/kiosks", "/system/kiosks", PUSH_NORMAL, PUSH_A_DAY},
        .security = true,
    },
    [NOTIFY_STUDENT_WARNED] = {
        "student_warned", TOLD_STAFF, {true, NOTIFY_EMAIL_DIGEST, false}, true,
        {"A student has crossed a line of the attendance rules",
         "تجاوز طالب حدًا من قواعد الحضور",
         "एक विद्यार्थी ने उपस्थिति नियमों की एक सीमा पार कर ली है"},
        .push = {PUSH_LIST, PUSH_LIST, PUSH_LOW, PUSH_A_DAY},
    },
    [NOTIFY_TOKEN_MADE] = {
        "token_made", TOLD_ALL, {true, NOTIFY_EMAIL_NOW, true}, false,
        {"A program was given access. If nobody of you did that, end it in the app",
         "مُنح برنامج إذن الوصول. إن لم يفعل ذلك أحد منكم فأنهِه في التطبيق",
         "एक प्रोग्राम को पहुँच दी गई है। अगर यह आपमें से किसी ने नहीं किया, तो ऐप में उसे बंद करें"},
        .security = true,
        .push = {"/account/programs", PUSH_LIST, PUSH_NORMAL, PUSH_A_DAY},
    },
    [NOTIFY_TOKEN_ENDS] = {
        "token_ends", TOLD_ALL, {true, NOTIFY_EMAIL_NOW, false}, false,
        {"The access of a program ends soon. If it is still needed, make it another token",
         "ينتهي إذن وصول أحد البرامج قريبًا. إن كانت الحاجة إليه قائمة فأنشئ له رمزًا آخر",
         "एक प्रोग्राम की पहुँच जल्द ख़त्म हो जाएगी। अगर उसकी अब भी ज़रूरत है, तो उसके लिए दूसरा टोकन बनाएँ"},
        .push = {"/account/programs", PUSH_LIST, PUSH_LOW, PUSH_A_DAY},
    },
};
/* clang-format on */

bool notification_about_person(enum notification_kind kind)
{
    return rules[kind].about_person;
}

const struct notification_rule *notification_rule(enum notification_kind kind)
{
    return &rules[kind];
}

const char *notification_kind_code(enum notification_kind kind)
{
    return rules[kind].code;
}

const char *notification_kind_at(size_t index)
{
    return index < NOTIFY_KIND_COUNT ? rules[index].code : NULL;
}

bool notification_kind_parse(const char *code, enum notification_kind *ret_kind)
{
    for (size_t i = 0; code && i < NOTIFY_KIND_COUNT; i++)
        if (strcmp(rules[i].code, code) == 0) {
            *ret_kind = (enum notification_kind)i;
            return true;
        }
    return false;
}

void notification_path(const struct notification_rule *rule, const struct notification_place *place,
                       char path[static NOTIFICATION_PATH_SIZE])
{
    const struct {
        const char *word;
        int64_t id;
    } places[] = {{"{class}", place->class_id}, {"{lecture}", place->lecture_id}, {"{subject}", place->subject_id}};
    const char *at = place->student ? rule->push.student : rule->push.others;
    size_t size = 0;
    while (*at) {
        size_t i = 0;
        while (i < ARRAY_LENGTH(places) && strncmp(at, places[i].word, strlen(places[i].word)) != 0)
            i++;
        bool known = i < ARRAY_LENGTH(places);
        int length = known ? snprintf(path + size, NOTIFICATION_PATH_SIZE - size, "%lld", (long long)places[i].id)
                           : snprintf(path + size, NOTIFICATION_PATH_SIZE - size, "%c", *at);
        if (length < 0 || (size_t)length >= NOTIFICATION_PATH_SIZE - size || (known && places[i].id == 0)) {
            str_copy(path, NOTIFICATION_PATH_SIZE, PUSH_LIST);
            return;
        }
        size += (size_t)length;
        at += known ? strlen(places[i].word) : 1;
    }
}
