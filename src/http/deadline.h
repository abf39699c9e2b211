/* SPDX-License-Identifier: MIT */
/*
 * A deadline for each open connection, and the thread that cuts those that pass it. libmicrohttpd's own timeout counts
 * silence only: a client that drips a byte now and then would hold its place for ever.
 *
 * For the server's own files. deadline_set and deadline_remove may be called by any thread, for one entry by one thread
 * at a time.
 */
#ifndef AMS_HTTP_DEADLINE_H
#define AMS_HTTP_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>

struct deadlines;
struct deadline;

/* Whom a connection waits for. */
enum deadline_phase {
    DEADLINE_QUIET,  // no request is there: it is new, its head is under way, or it is kept for the next one
    DEADLINE_CLIENT, // the client's turn: a body is to come, or an answer to be taken
    DEADLINE_SERVER, // ours: a handler works, or it is an event stream
};

/*
 * Starts the thread; it wakes every `tick_ms` and calls `tick(context)` after each look. `words` (copied) are sent to a
 * client that is cut where deadline_set asked for it; NULL: nothing is ever said. NULL on lack of memory or threads.
 */
struct deadlines *deadlines_open(unsigned tick_ms, const char *words, size_t words_size, void (*tick)(void *context),
                                 void *context);
/* Joins the thread. Entries still there are given back. NULL is allowed. */
void deadlines_close(struct deadlines *deadlines);

/*
 * From `crowded` connections on (0: never) each new one takes the place of another: of the quiet one that has been so
 * for the longest time; of the one that has kept us waiting for the longest time when few are quiet. No one who sends
 * and reads at all is cut for it in time, and newcomers always find a place.
 */
void deadlines_crowd(struct deadlines *deadlines, size_t crowded);

/* Connections now. */
size_t deadlines_count(struct deadlines *deadlines);

/* An entry without a deadline for the socket, which must stay open until deadline_remove. NULL when memory ends. */
struct deadline *deadline_add(struct deadlines *deadlines, int socket);

/* The connection's phase begins (anew) now; deadline_add begins with QUIET. */
void deadline_phase(struct deadline *deadline, enum deadline_phase phase);

/* Cuts it now. */
void deadline_cut(struct deadline *deadline);

void deadline_remove(struct deadline *deadline); // NULL is allowed

/* The connection is cut in `ms` unless set anew; 0: never. While something that its client has sent is here and was
 * not read, it is not, for half a minute: then we are late. False when it was cut already: nothing may be sent then. */
bool deadline_set(struct deadline *deadline, unsigned ms, bool with_words);

/* The same, but a deadline that comes sooner stays. */
bool deadline_tighten(struct deadline *deadline, unsigned ms, bool with_words);

/* The connection will be closed with something unread: it is read and thrown away for a while after (drain.h). */
void deadline_linger(struct deadline *deadline);

#endif
