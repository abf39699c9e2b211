/* SPDX-License-Identifier: MIT */
/* cmocka with what it needs before it, and a school to test. */
#ifndef AMS_TESTS_SCHOOL_UNIT_H
#define AMS_TESTS_SCHOOL_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/school_fixture.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

#endif
