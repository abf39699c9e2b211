/* SPDX-License-Identifier: MIT */
/*
 * Pages of the web app that broke, on their way into the server's log: an event each, `page_broke`. Anybody may tell,
 * so what is told is a stranger's text: it is cut, and whatever may be somebody's name, address, number or secret is
 * taken out of it. A network (client_network) has PAGE_FAULTS_EACH of them a minute, all together PAGE_FAULTS_ALL.
 */
#ifndef AMS_API_PAGE_FAULTS_H
#define AMS_API_PAGE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAGE_FAULTS_EACH = 10,
    PAGE_FAULTS_ALL = 60,
    PAGE_FAULT_MESSAGE_MAX = 200, // characters of each
    PAGE_FAULT_STACK_MAX = 240,
    PAGE_FAULT_PATH_MAX = 100,
    PAGE_FAULT_BUILD_MAX = 40,
};

struct page_fault {
    const char *message;
    const char *stack; // "index-1a2b3c4d.js:1:2345 ...": file, line and column, the innermost first; may be ""
    const char *path;  // as the app's table of pages has it: "/classroom/:id/board"
    const char *build; // which of the app's files the page came from; may be ""
};

struct page_faults;

/* NULL when memory runs out. Needs crypto_init(). */
struct page_faults *page_faults_open(void);
void page_faults_close(struct page_faults *faults); // NULL is allowed

/* Whether one more may be told at `now_ms` of a steady clock; otherwise *ret_retry_s says when. Thread-safe. */
bool page_faults_take(struct page_faults *faults, const char *network, int64_t now_ms, unsigned *ret_retry_s);

/* The name of the field that is not what it should be; NULL: all are. Pure. */
const char *page_fault_wrong(const struct page_fault *fault);

/*
 * The message without what may be personal: what stands in double quotes (a parser's fault quotes what it was given),
 * words with an @, digits in a row, words of 24 characters or more. `size` bytes at least PAGE_FAULT_MESSAGE_MAX. Pure.
 */
void page_fault_clean(const char *message, size_t size, char *ret_text);

/* Writes the event. `request` names the request; may be NULL. */
void page_fault_log(const struct page_fault *fault, const char *request);

#endif
