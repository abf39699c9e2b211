/* SPDX-License-Identifier: MIT */
/*
 * The web app's files. They are listed once, at the start; a request only ever looks its path up in that list, so no
 * path from the network reaches open(). Files added later are seen after a restart; changed ones are served as they
 * are, since the ETag is made of size and time at each request.
 *
 * Caching: names that Vite hashed (assets/NAME-HASH.EXT) for ever, all others "no-cache" with the ETag. FILE.br and
 * FILE.gz beside FILE are sent instead of it to those who accept them.
 *
 * For the server's own files. Immutable once open, thread-safe.
 */
#ifndef AMS_HTTP_STATIC_H
#define AMS_HTTP_STATIC_H

#include "http/message.h"

enum {
    STATIC_FILES_MAX = 20000,
    STATIC_DEPTH_MAX = 16,
};

struct static_files;

/*
 * Lists the regular files under `root` (served at /) and `models` (served at /models/); either may be NULL. Symbolic
 * links are followed for the two folders themselves only. NULL when a folder cannot be read or the limits are passed,
 * with the reason in `error`.
 */
struct static_files *static_open(const char *root, const char *models, char *error, size_t error_size);
void static_close(struct static_files *files); // NULL is allowed

enum static_result { STATIC_FOUND, STATIC_NOT_FOUND, STATIC_NO_METHOD, STATIC_NO_MEMORY };

/*
 * On STATIC_FOUND the reply is set: 200 with reply_file, or 304. A page (a GET that accepts text/html, no dot in the
 * last segment, not under /api/ or /models/) gets index.html. STATIC_NO_METHOD: there is such a file, but it is only
 * for GET and HEAD.
 */
enum static_result static_serve(const struct static_files *files, struct message *message);

#endif
