/* SPDX-License-Identifier: MIT */
#include "school/post/usual_status.h"

#include <string.h>

#include "base/str.h"

/* As the app's words have them (web/src/core/text): status and statusLetter. */
static const struct usual_status {
    const char *code;
    const char *name[TONGUE_COUNT];
    const char *letter[TONGUE_COUNT];
} statuses[] = {
    {"P",
     {[ENGLISH] = "Present", [ARABIC] = "حاضر", [HINDI] = "उपस्थित"},
     {[ENGLISH] = "P", [ARABIC] = "ح", [HINDI] = "उ"}},
    {"L",
     {
         [ENGLISH] = "Late",
         [ARABIC] = "متأخر",
         [HINDI] = "देर से",
     },
     {[ENGLISH] = "L", [ARABIC] = "ت", [HINDI] = "दे"}},
    {"E",
     {[ENGLISH] = "Excused", [ARABIC] = "معذور", [HINDI] = "छूट"},
     {[ENGLISH] = "E", [ARABIC] = "ع", [HINDI] = "छू"}},
    {"A",
     {[ENGLISH] = "Absent", [ARABIC] = "غائب", [HINDI] = "अनुपस्थित"},
     {[ENGLISH] = "A", [ARABIC] = "غ", [HINDI] = "अ"}},
    {"-", {[ENGLISH] = "Not yet marked", [ARABIC] = "لم يُسجّل بعد", [HINDI] = "अभी दर्ज नहीं"}, {[ENGLISH] = "-"}},
};

static const struct usual_status *find(const char *code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++)
        if (strcmp(statuses[i].code, code) == 0)
            return &statuses[i];
    return NULL;
}

const char *usual_status_name(const char *code, enum tongue tongue)
{
    const struct usual_status *found = find(code);
    return found ? tongue_says(found->name, tongue) : NULL;
}

const char *usual_status_letter(const char *code, enum tongue tongue)
{
    const struct usual_status *found = find(code);
    return found ? tongue_says(found->letter, tongue) : NULL;
}
