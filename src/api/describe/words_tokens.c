/* SPDX-License-Identifier: MIT */
#include "api/describe/words.h"

#include <stddef.h>

/* clang-format off */
const struct field_words words_tokens[] = {
    {"token", NULL, "A program's token, without its secret", NULL},
    {"token", "kind", "Whether it acts as a person or for the institution", NULL},
    {"token", "owner", "Whom it acts as; null: the institution", NULL},
    {"token", "maker", "Who made it and answers for it; null: they were erased", NULL},
    {"token", "maker_left", "Whether its maker is no administrator any more", NULL},
    {"token", "name", "What its maker calls it", "\"Timetable\""},
    {"token", "shown", "Its first characters", "\"ams_pat_1aB2\""},
    {"token", "scopes", "What it may do", "[\"classes:read\"]"},
    {"token", "last_used_at", "When it was last used, a little behind; null: never", NULL},
    {"token", "revoked_at", "When it was ended; null: it was not", NULL},
    {"getToken", "program", "The token that asks; null: a session does", NULL},
    {"getUserTokens", "tokens", "One's own, those that have ended last", NULL},
    {"getUserTokens", "allowed", "Whether the institution lets one make more", NULL},
    {"getUserTokens", "scopes", "The scopes that one may give", "[\"classes:read\"]"},
    {"getAdminTokens", "tokens", "The institution's, those that have ended last", NULL},
    {"getAdminTokens", "allowed", "Whether more may be made", NULL},
    {"getAdminTokens", "scopes", "The scopes that one may have", "[\"classes:read\"]"},
    {"postUserTokens", "scopes", "What it may do", "[\"classes:read\"]"},
    {"postAdminTokens", "scopes", "What it may do", "[\"classes:read\"]"},
    {"postUserTokens", "days", "After how many days it ends", "90"},
    {"postAdminTokens", "days", "After how many days it ends", "90"},
    {"postUserTokens", "program", "The token that was made", NULL},
    {"postAdminTokens", "program", "The token that was made", NULL},
    {"postUserTokens>", "secret", "The token itself, told this once", "\"ams_pat_1aB2\""},
    {"postAdminTokens>", "secret", "The token itself, told this once", "\"ams_inst_1aB2\""},
    {"audit_entry", "program", "By which program's token it was done; null: by none", NULL},
    {NULL, "institution", "Whether it is the institution's token", NULL},
    {"path", "program", "The token", NULL},
    {"path", "office_program", "The token", NULL},
    {0},
};
/* clang-format on */
