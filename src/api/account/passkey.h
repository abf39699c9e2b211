/* SPDX-License-Identifier: MIT */
/* What every route has that lets somebody show a passkey. */
#ifndef AMS_API_PASSKEY_H
#define AMS_API_PASSKEY_H

#include "api/routes.h"

struct passkey_offer;

/* Answers with what the browser asks for: PASSKEY_OFFER_SHAPE. */
unsigned passkey_reply_offer(struct call *call, const struct passkey_offer *offer);
#define PASSKEY_OFFER_SHAPE "{challenge:text,site:text,known:[passkey_known]}"

/* What it sends then, into a struct passkey_signature. */
extern const struct json_field passkey_signature_fields[];
#define PASSKEY_SIGNATURE_EXAMPLE                                                                                      \
    "{\"id\":\"AA\",\"client_data\":\"AA\",\"authenticator_data\":\"AA\",\"signature\":\"AA\"}"

#endif
