/* SPDX-License-Identifier: MIT */
/*
 * Logs: one JSON object a line on standard error. Libraries return, programs log: only app/, api/gate/ and
 * http/server.c include this header for errors.
 *
 * {"time":"2026-11-22T09:15:00.123Z","level":"info","event":"server_started","detail":"https://localhost:8443"}
 */
#ifndef AMS_BASE_LOG_H
#define AMS_BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below `level` are dropped. The default is LOG_INFO. Thread-safe. */
void log_set_level(enum log_level level);

/*
 * Writes one line of at most 4 KiB (a longer detail is cut), in one write(2), so lines of threads never mix. `event` is
 * a short stable word; the detail says the rest. Never log a secret, a face, a score or a whole e-mail address.
 */
void log_write(enum log_level level, const char *event, const char *detail_format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
