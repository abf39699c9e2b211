/* SPDX-License-Identifier: MIT */
/* What the routes of the institution's own sign-in share. Included by api/ only. */
#ifndef AMS_API_SSO_H
#define AMS_API_SSO_H

#include "api/gate/call.h"
#include "school/people/sso/sso.h"

/* Answers with where the browser goes, and gives it its cookie. */
unsigned sso_reply_begun(struct call *call, const struct sso_begun *begun);

/* What the browser came back with, and the cookie that it has, which is taken from it. */
unsigned sso_read_answered(struct call *call, struct sso_answered *ret_answered);

extern const struct json_field sso_answered_fields[];
#define SSO_ANSWERED_EXAMPLE "{\"provider\":\"college\",\"state\":\"AA\",\"code\":\"AA\"}"

json_t *sso_shape_links(const struct sso_link_list *list);

#endif
