/* SPDX-License-Identifier: MIT */
#include "api/describe/words.h"

#include <stddef.h>

/* clang-format off */
const struct field_words words_post[] = {
    {"notification_choices", "points", "Whether a mail about a grade says the points", NULL},
    {"putUserNotificationChoices", "points", "Whether a mail about a grade says the points", NULL},
    {"mail_off", NULL, "Mails that a link turns off", NULL},
    {"mail_off", "institution", "The institution's name", "\"Example College\""},
    {"mail_off", "kinds", "The kinds that it is about, and how each is chosen now", NULL},
    {"postUserExportTemplate>", "model", "The net that made it", "\"mobilefacenet-192\""},
    {"postUserExportTemplate>", "length", "How many numbers it has", "512"},
    {"postUserExportTemplate>", "numbers", "How they are written", "\"little-endian 32-bit floats\""},
    {"postUserExportTemplate>", "base64", "The numbers, in base64", "\"AAAAAA==\""},
    {"postUserExportTemplate>", "note", "What it is and what it is good for, in the reader's language", "\"A template.\""},
    {"path", "stop", "The secret of the link in a mail", "\"q3xJ0aB9pQkZ\""},
    {0},
};
/* clang-format on */
