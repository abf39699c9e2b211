/* SPDX-License-Identifier: MIT */
/*
 * A MariaDB server of a test's own, which it may stop, kill and let hang. It listens on a socket in its folder and,
 * where asked for, on a port of 127.0.0.1. The kernel kills it when the thread that started it ends.
 */
#ifndef AMS_TESTS_SUPPORT_MARIADB_SERVER_H
#define AMS_TESTS_SUPPORT_MARIADB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MARIADB_OPTIONS_MAX = 12 };

struct mariadb_server {
    pid_t process; // 0: it does not run
    char folder[64];
    char socket[80];
    unsigned port;                            // 0: no port
    const char *options[MARIADB_OPTIONS_MAX]; // more of them, from the first to NULL; the test's own
};

/* Whether its programs are there. */
bool mariadb_installed(void);

/* Makes the folder and the tables, in memory where there is room. What goes wrong here ends the program. */
void mariadb_server_make(struct mariadb_server *server);

/* Starts it without waiting. Tests ask what is committed, not what survives the power: it does not sync. */
void mariadb_server_start(struct mariadb_server *server);

/* Waits until it answers; ends the program when it does not. */
void mariadb_server_wait(struct mariadb_server *server);

/* Sends a signal; that it stands still after SIGSTOP, and its end after SIGTERM and SIGKILL, are waited for. */
void mariadb_server_signal(struct mariadb_server *server, int signal);

/* Runs one statement as root. Ends the program when it fails. */
void mariadb_server_run(struct mariadb_server *server, const char *sql);

/* Ends it and removes its folder. */
void mariadb_server_remove(struct mariadb_server *server);

/* A port of 127.0.0.1 that nobody had a moment ago. */
unsigned test_free_port(void);

/* Runs a program with its output in `log`; in the child the kernel kills it when this thread ends. */
pid_t test_spawn(const char *const arguments[], const char *log);

/* A folder of its own for test data, in memory where there is room. */
void test_make_folder(char *folder, size_t size, const char *name);
void test_remove_folder(const char *path);

/* Ends the program with a sentence. */
__attribute__((format(printf, 1, 2), noreturn)) void test_die(const char *format, ...);

#endif
