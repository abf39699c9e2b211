/* SPDX-License-Identifier: MIT */
#include "school/post/export_text.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *column; // of CSV in English; NULL: it heads none
    const char *says[TONGUE_COUNT];
} words[EXPORT_WORD_COUNT] = {
    [WORD_SUBJECT] = {"subject", {[ENGLISH] = "Subject", [ARABIC] = "المادة", [HINDI] = "विषय"}},
    [WORD_SECTION] = {"section", {[ENGLISH] = "Section", [ARABIC] = "الشعبة", [HINDI] = "सेक्शन"}},
    [WORD_TERM] = {"term", {[ENGLISH] = "Term", [ARABIC] = "الفصل الدراسي", [HINDI] = "सत्र"}},
    [WORD_PROFESSOR] = {"professor", {[ENGLISH] = "Professor", [ARABIC] = "الأستاذ", [HINDI] = "प्रोफ़ेसर"}},
    [WORD_TIMEZONE] = {"timezone", {[ENGLISH] = "Time zone", [ARABIC] = "المنطقة الزمنية", [HINDI] = "समय क्षेत्र"}},
    [WORD_GROUP] = {"group", {[ENGLISH] = "Group", [ARABIC] = "المجموعة", [HINDI] = "ग्रुप"}},
    [WORD_MADE] = {"made_at", {[ENGLISH] = "Made", [ARABIC] = "أُنشئ في", [HINDI] = "बनाया गया"}},
    [WORD_STATUSES] = {"statuses", {[ENGLISH] = "Statuses", [ARABIC] = "الحالات", [HINDI] = "स्थितियाँ"}},
    [WORD_REGISTER] = {NULL, {[ENGLISH] = "Register", [ARABIC] = "السجل", [HINDI] = "रजिस्टर"}},
    [WORD_STUDENT] = {"student_id", {[ENGLISH] = "System ID", [ARABIC] = "معرّف النظام", [HINDI] = "सिस्टम ID"}},
    [WORD_NUMBER] = {"external_id", {[ENGLISH] = "ID number", [ARABIC] = "الرقم الخارجي", [HINDI] = "बाहरी ID"}},
    [WORD_NAME] = {"name", {[ENGLISH] = "Name", [ARABIC] = "الاسم", [HINDI] = "नाम"}},
    [WORD_EMAIL] = {"email", {[ENGLISH] = "E-mail", [ARABIC] = "البريد الإلكتروني", [HINDI] = "ईमेल"}},
    [WORD_NOT_MARKED] = {"not_marked", {[ENGLISH] = "Not marked", [ARABIC] = "غير مسجّل", [HINDI] = "दर्ज नहीं"}},
    [WORD_LATE_MINUTES] = {"late_minutes",
                           {[ENGLISH] = "Late minutes", [ARABIC] = "دقائق التأخر", [HINDI] = "देर के मिनट"}},
    [WORD_POINTS] = {"points", {[ENGLISH] = "Points", [ARABIC] = "الدرجات", [HINDI] = "अंक"}},
    [WORD_POINTS_MAX] = {"points_max", {[ENGLISH] = "Points max", [ARABIC] = "الدرجات القصوى", [HINDI] = "अधिकतम अंक"}},
    [WORD_ATTENDED] = {"attended", {[ENGLISH] = "Attended", [ARABIC] = "الحضور", [HINDI] = "आए"}},
    [WORD_COUNTED] = {"counted",
                      {[ENGLISH] = "Counted lectures", [ARABIC] = "المحاضرات المحسوبة", [HINDI] = "गिने गए लेक्चर"}},
    [WORD_IN_ROOM] = {"in_room", {[ENGLISH] = "In the room", [ARABIC] = "في القاعة", [HINDI] = "कमरे में"}},
    [WORD_TAKEN] = {"taken_lectures",
                    {[ENGLISH] = "Lectures with attendance taken",
                     [ARABIC] = "محاضرات أُخذ حضورها",
                     [HINDI] = "जिन लेक्चरों की अटेंडेंस ली गई"}},
    [WORD_ALL_LECTURES] = {"all_lectures",
                           {[ENGLISH] = "All lectures", [ARABIC] = "كل المحاضرات", [HINDI] = "सभी लेक्चर"}},
    [WORD_PERCENT] =
        {"percent_of_counted",
         {[ENGLISH] = "Percent of counted", [ARABIC] = "النسبة من المحسوبة", [HINDI] = "गिने गए लेक्चरों का प्रतिशत"}},
    [WORD_JOINED] = {"joined_at", {[ENGLISH] = "Joined", [ARABIC] = "وقت الانضمام", [HINDI] = "कब शामिल हुए"}},
    [WORD_LEFT] = {"left_at", {[ENGLISH] = "Left", [ARABIC] = "وقت الخروج", [HINDI] = "कब बाहर हुए"}},
    [WORD_LEFT_OUT] = {"left_out", {[ENGLISH] = "Left out", [ARABIC] = "المستثناة", [HINDI] = "नहीं गिने गए"}},
    [WORD_GROUPS] = {"groups", {[ENGLISH] = "Groups", [ARABIC] = "المجموعات", [HINDI] = "ग्रुप"}},
    [WORD_LETTER] = {NULL, {[ENGLISH] = "Letter", [ARABIC] = "الحرف", [HINDI] = "अक्षर"}},
    [WORD_CODE] = {NULL, {[ENGLISH] = "Code", [ARABIC] = "الرمز", [HINDI] = "कोड"}},
    [WORD_COUNTS_AS] = {NULL, {[ENGLISH] = "Counts as", [ARABIC] = "تُحسب", [HINDI] = "कैसे गिनी जाए"}},
    [WORD_AS_ATTENDED] = {NULL, {[ENGLISH] = "attended", [ARABIC] = "حضورًا", [HINDI] = "आए"}},
    [WORD_AS_IGNORED] = {NULL, {[ENGLISH] = "ignored", [ARABIC] = "خارج الحساب", [HINDI] = "नहीं गिना जाए"}},
    [WORD_AS_MISSED] = {NULL, {[ENGLISH] = "missed", [ARABIC] = "غيابًا", [HINDI] = "नहीं आए"}},
    [WORD_YES] = {NULL, {[ENGLISH] = "yes", [ARABIC] = "نعم", [HINDI] = "हाँ"}},
    [WORD_NO] = {NULL, {[ENGLISH] = "no", [ARABIC] = "لا", [HINDI] = "नहीं"}},
    [WORD_IS_ATTENDED] = {NULL, {[ENGLISH] = "attended", [ARABIC] = "حضور", [HINDI] = "उपस्थिति में गिना जाता है"}},
    [WORD_IS_IGNORED] = {NULL, {[ENGLISH] = "not counted", [ARABIC] = "خارج الحساب", [HINDI] = "नहीं गिना जाता"}},
    [WORD_IS_MISSED] = {NULL, {[ENGLISH] = "missed", [ARABIC] = "غياب", [HINDI] = "अनुपस्थिति में गिना जाता है"}},
    [WORD_AND_IN_ROOM] = {NULL, {[ENGLISH] = ", in the room", [ARABIC] = "، في القاعة", [HINDI] = ", कमरे में"}},
    [WORD_AND_NOT_IN_ROOM] = {NULL,
                              {
                                  [ENGLISH] = ", not in the room",
                                  [ARABIC] = "، ليس في القاعة",
                                  [HINDI] = ", कमरे में नहीं",
                              }},
    [WORD_ATTENDED_OF_COUNTED] =
        {NULL, {[ENGLISH] = "Attended / counted", [ARABIC] = "الحضور / المحسوبة", [HINDI] = "आए / गिने गए"}},
    [WORD_EMPTY_CELL] = {NULL,
                         {[ENGLISH] = "An empty cell is not yet marked.",
                          [ARABIC] = "الخلية الفارغة لم تُسجّل بعد.",
                          [HINDI] = "ख़ाली ख़ाने का मतलब है कि अभी कुछ दर्ज नहीं है।"}},
    [WORD_GREY_CELL] = {NULL,
                        {[ENGLISH] =
                             "A grey cell is of a lecture that was not the student's: not in the classroom then, or "
                             "of another group; &rarr; says when they left. Percentages are of the lectures that were "
                             "taken and count.",
                         [ARABIC] =
                             "الخلية الرمادية لمحاضرة ليست للطالب: لم يكن في الصف حينها، أو هي لمجموعة أخرى، والسهم "
                             "يبيّن وقت خروجه. النِّسَب من المحاضرات التي أُخذ حضورها وتُحسب.",
                         [HINDI] = "स्लेटी ख़ाना ऐसे लेक्चर का है जो उस विद्यार्थी का नहीं था: वे तब क्लास में "
                                   "नहीं थे, या लेक्चर किसी और ग्रुप का था; तीर बताता है कि वे कब बाहर हुए। "
                                   "प्रतिशत उन लेक्चरों का है जिनकी अटेंडेंस ली गई और जो गिने जाते हैं।"}},
    [WORD_LEFT_OUT_RULE] = {NULL,
                            {[ENGLISH] = "Lectures left out were missed and do not count.",
                             [ARABIC] = "المحاضرات المستثناة محاضرات فائتة لا تُحسب.",
                             [HINDI] = "जो लेक्चर नहीं गिने गए, वे छूटे थे और हिसाब में नहीं आते।"}},
    [WORD_FIGURES_OF] = {"group", {[ENGLISH] = "Figures of", [ARABIC] = "الأرقام بحسب", [HINDI] = "किसके आँकड़े"}},
    [WORD_ID] = {"id", {[ENGLISH] = "Number", [ARABIC] = "المعرّف", [HINDI] = "ID"}},
    [WORD_LECTURES] = {"lectures", {[ENGLISH] = "Lectures", [ARABIC] = "المحاضرات", [HINDI] = "लेक्चर"}},
    [WORD_OTHER] = {"other", {[ENGLISH] = "Other statuses", [ARABIC] = "حالات أخرى", [HINDI] = "अन्य स्थितियाँ"}},
    [WORD_EXPECTED] = {"expected", {[ENGLISH] = "Expected", [ARABIC] = "المنتظرون", [HINDI] = "अपेक्षित"}},
    [WORD_PERCENT_OF_EXPECTED] =
        {"percent_of_expected",
         {[ENGLISH] = "Percent of expected", [ARABIC] = "النسبة من المنتظرين", [HINDI] = "अपेक्षित का प्रतिशत"}},
    [WORD_INSTITUTION] = {"institution", {[ENGLISH] = "Institution", [ARABIC] = "المؤسسة", [HINDI] = "संस्थान"}},
    [WORD_DEPARTMENT] = {"department", {[ENGLISH] = "Department", [ARABIC] = "القسم", [HINDI] = "विभाग"}},
    [WORD_WEEK] = {"week", {[ENGLISH] = "Week", [ARABIC] = "الأسبوع", [HINDI] = "हफ़्ता"}},
    [WORD_FAMILY_NAME] = {"family_name", {[ENGLISH] = "Family name", [ARABIC] = "اسم العائلة", [HINDI] = "उपनाम"}},
    [WORD_ROLE] = {"role", {[ENGLISH] = "Role", [ARABIC] = "الدور", [HINDI] = "भूमिका"}},
    [WORD_LOCALE] = {"locale", {[ENGLISH] = "Language", [ARABIC] = "اللغة", [HINDI] = "भाषा"}},
    [WORD_ADVISER] = {"adviser", {[ENGLISH] = "Adviser", [ARABIC] = "المرشد الأكاديمي", [HINDI] = "सलाहकार"}},
    [WORD_PROGRAMME] = {"programme", {[ENGLISH] = "Programme", [ARABIC] = "البرنامج الدراسي", [HINDI] = "पाठ्यक्रम"}},
    [WORD_DATE] = {"sessiondate", {[ENGLISH] = "Date", [ARABIC] = "التاريخ", [HINDI] = "तारीख़"}},
    [WORD_FROM] = {"from", {[ENGLISH] = "From", [ARABIC] = "من", [HINDI] = "कब से"}},
    [WORD_TO] = {"to", {[ENGLISH] = "To", [ARABIC] = "إلى", [HINDI] = "कब तक"}},
    [WORD_DESCRIPTION] = {"description", {[ENGLISH] = "Title", [ARABIC] = "العنوان", [HINDI] = "शीर्षक"}},
    [WORD_ROOM] = {"room", {[ENGLISH] = "Room", [ARABIC] = "القاعة", [HINDI] = "कमरा"}},
    [WORD_ASSESSMENT] = {"assessment", {[ENGLISH] = "Assessment", [ARABIC] = "التقييم", [HINDI] = "मूल्यांकन"}},
    [WORD_ASSESSMENT_ID] = {"assessment_id",
                            {[ENGLISH] = "Assessment number", [ARABIC] = "رقم التقييم", [HINDI] = "मूल्यांकन ID"}},
    [WORD_TOTAL] = {"total", {[ENGLISH] = "Total", [ARABIC] = "المجموع", [HINDI] = "कुल अंक"}},
    [WORD_TOTAL_MAX] = {"total_max", {[ENGLISH] = "Total max", [ARABIC] = "المجموع الأقصى", [HINDI] = "अधिकतम कुल"}},
    [WORD_HANDED_IN] = {"handed_in_at", {[ENGLISH] = "Handed in", [ARABIC] = "وقت التسليم", [HINDI] = "कब जमा किया"}},
    [WORD_HANDED_IN_LATE] = {"late", {[ENGLISH] = "Late", [ARABIC] = "متأخر", [HINDI] = "देर से"}},
    [WORD_GRADED] = {"graded_at", {[ENGLISH] = "Graded", [ARABIC] = "وقت التصحيح", [HINDI] = "कब जाँचा गया"}},
    [WORD_OUT_OF] = {NULL, {[ENGLISH] = "max.", [ARABIC] = "من", [HINDI] = "अधिकतम"}},
    [WORD_ABOUT] = {NULL, {[ENGLISH] = "About", [ARABIC] = "عن الملف", [HINDI] = "परिचय"}},
    [FILE_REGISTER] = {NULL, {[ENGLISH] = "register", [ARABIC] = "السجل", [HINDI] = "रजिस्टर"}},
    [FILE_LONG] = {NULL, {[ENGLISH] = "register by row", [ARABIC] = "السجل صفًا صفًا", [HINDI] = "रजिस्टर पंक्तिवार"}},
    [FILE_MOODLE] = {NULL, {[ENGLISH] = "register for Moodle", [ARABIC] = "سجل مودل", [HINDI] = "मूडल के लिए रजिस्टर"}},
    [FILE_MOODLE_MARKS] = {NULL,
                           {[ENGLISH] = "marks for Moodle", [ARABIC] = "حضور مودل", [HINDI] = "मूडल के लिए हाज़िरी"}},
    [FILE_PRINT] = {NULL, {[ENGLISH] = "register", [ARABIC] = "السجل", [HINDI] = "रजिस्टर"}},
    [FILE_PLAN] = {NULL, {[ENGLISH] = "lectures", [ARABIC] = "المحاضرات", [HINDI] = "लेक्चर"}},
    [FILE_MOODLE_PLAN] = {NULL,
                          {[ENGLISH] = "sessions for Moodle", [ARABIC] = "جلسات مودل", [HINDI] = "मूडल के लिए लेक्चर"}},
    [FILE_GRADES] = {NULL, {[ENGLISH] = "grades", [ARABIC] = "الدرجات", [HINDI] = "अंक"}},
    [FILE_PEOPLE] = {NULL, {[ENGLISH] = "people", [ARABIC] = "الأشخاص", [HINDI] = "लोग"}},
    [FILE_REPORT] = {NULL, {[ENGLISH] = "attendance report", [ARABIC] = "تقرير الحضور", [HINDI] = "उपस्थिति रिपोर्ट"}},
};

const char *const *export_words(enum export_word word)
{
    return words[word].says;
}

const char *export_text(enum export_word word, enum tongue tongue)
{
    return tongue_says(words[word].says, tongue);
}

const char *export_column(enum export_word word, enum tongue tongue)
{
    return tongue == ENGLISH && words[word].column ? words[word].column : export_text(word, tongue);
}

/* "family_name" is familyName, too. */
static bool is_column(const char *column, const char *other)
{
    do {
        column += *column == '_';
        other += *other == '_';
    } while (*column && (*column | 0x20) == (*other | 0x20) && column++ && other++);
    return *column == *other;
}

bool export_heads(const char *text, const char *column)
{
    for (size_t i = 0; i < EXPORT_WORD_COUNT; i++)
        for (int k = 0; words[i].column && is_column(words[i].column, column) && k < TONGUE_COUNT; k++)
            if (strcmp(words[i].says[k], text) == 0)
                return true;
    return false;
}
