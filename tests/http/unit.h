/* SPDX-License-Identifier: MIT */
/* cmocka with what it needs before it, for the tests of http. */
#ifndef AMS_TESTS_HTTP_UNIT_H
#define AMS_TESTS_HTTP_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#endif
