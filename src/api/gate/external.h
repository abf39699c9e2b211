/* SPDX-License-Identifier: MIT */
/* Addressing by what other systems call things. Included by api/gate/ only. */
#ifndef AMS_API_EXTERNAL_H
#define AMS_API_EXTERNAL_H

#include "api/gate/gate.h"

/*
 * Where a path names a :user, a :student, a :classroom or a :lecture, "ext:ID" stands for the one with that external
 * id: it is replaced by its own id, so that whatever handles the request finds a number. FAULT_NONE also where nothing
 * is so addressed; NOT_FOUND, EXTERNAL_ID_TWICE. A slash, a backslash and a percent sign of the id are written %2F, %5C
 * and %25 in the (decoded) segment, which may not hold the first two otherwise.
 */
unsigned external_resolve(struct call *call, const struct api_route *route);

/* Whether a name of a path may be said so. */
bool external_is_name(const char *name, size_t size);

#endif
