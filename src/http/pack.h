/* SPDX-License-Identifier: MIT */
/* Sending text in fewer bytes. For the server's own files. */
#ifndef AMS_HTTP_PACK_H
#define AMS_HTTP_PACK_H

#include "http/message.h"

enum { PACK_SIZE_MIN = 1024 }; // below it nothing is won

/*
 * Packs the message's reply with gzip where the client takes that: JSON, text and XML of PACK_SIZE_MIN bytes and more,
 * whole answers only. Sets Content-Encoding, and Vary also when it does not pack what it might have. Without memory the
 * answer goes out as it is.
 *
 * What is packed tells by its length how alike its parts are (BREACH): who can make somebody's browser ask, put words
 * into the answer and see its length, guesses a secret beside them letter by letter. Answers with a secret
 * (message->bare) are never packed; no answer shows words of its address (unknown parameters are refused, errors are
 * short); and another site's pages cannot ask in somebody's name (SameSite cookies).
 */
void pack_reply(struct message *message);

/* Whether a value of Accept-Encoding takes gzip: named, or a star, without q=0. Pure. */
bool pack_accepts(const char *accept_encoding);

#endif
