/* SPDX-License-Identifier: MIT */
/* The PIN that a student types at a kiosk: six digits, kept as passwords are, of use nowhere else. */
#ifndef AMS_SCHOOL_PIN_H
#define AMS_SCHOOL_PIN_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct school;

enum { PIN_LENGTH = 6 };

/* When the actor's was set; 0: there is none. */
enum fault pin_get(struct school *school, const struct actor *actor, int64_t *ret_set_at);

/* Sets the actor's, or another one. PIN_INVALID; BUSY. Audited. */
enum fault pin_set(struct school *school, const struct actor *actor, const char *pin, int64_t *ret_set_at);

/* FAULT_NONE also when there was none. Audited. */
enum fault pin_remove(struct school *school, const struct actor *actor);

/* Six digits that are neither one digit six times nor counted up or down, nor two or three digits repeated. Pure. */
bool pin_is_good(const char *pin);

#endif
