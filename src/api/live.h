/* SPDX-License-Identifier: MIT */
/* Answering with a stream of events. */
#ifndef AMS_API_LIVE_H
#define AMS_API_LIVE_H

#include "api/gate/gate.h"

/*
 * Answers with what the asking person may hear: with `own` what they are told, with a lecture (0: none) what happens in
 * it. NOT_FOUND when they may not watch it. The stream ends when the session does, and when it may not be watched any
 * more.
 */
unsigned live_reply(struct call *call, bool own, int64_t lecture_id);

#endif
