/* SPDX-License-Identifier: MIT */
/* What the four statuses that every classroom has are called in each language, where it has no name of its own. */
#ifndef AMS_SCHOOL_USUAL_STATUS_H
#define AMS_SCHOOL_USUAL_STATUS_H

#include "base/tongue.h"

/* Of "P", "L", "E", "A", and "-": not yet marked; NULL for any other code. */
const char *usual_status_name(const char *code, enum tongue tongue);

/* Its letter, which for "-" is "-". */
const char *usual_status_letter(const char *code, enum tongue tongue);

#endif
