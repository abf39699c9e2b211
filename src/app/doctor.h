/* SPDX-License-Identifier: MIT */
/* What an operator would look at one by one: for `ams doctor` and for the page of a server that runs. */
#ifndef AMS_APP_DOCTOR_H
#define AMS_APP_DOCTOR_H

#include "api/api.h"
#include "app/config.h"

struct services;

/*
 * Looks at everything, each finding with its sentence and the next step. Slow: it reads the whole database and greets
 * the mail server. `running`: of the server that asks, whose school and models are looked at; NULL: none runs here, and
 * they are opened and closed again. Needs crypto_init().
 */
void doctor_look(const struct config *config, const struct services *running, struct api_findings *ret_findings);

#endif
