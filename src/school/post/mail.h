/* SPDX-License-Identifier: MIT */
/*
 * E-mail on its way out. The rules write a mail in the same transaction as what it tells of (mail_queue);
 * it is sent afterwards by mail_work, and again after a failure, as plain text and as HTML; nothing in it is secret but
 * one-time links: a text with one waits sealed under the institution's key, bound to its address. It is kept no longer
 * than until the mail is sent or given up.
 */
#ifndef AMS_SCHOOL_MAIL_H
#define AMS_SCHOOL_MAIL_H

#include "school/school.h"

enum {
    MAIL_SUBJECT_MAX = 150,  // characters
    MAIL_SEALED_MAX = 4096,  // bytes of a text that is sealed
    MAIL_DAYS = 30,          // how long the outbox remembers
    MAIL_TRIES_MAX = 8,      // over about a day; then it is given up
    MAIL_LEASE_MINUTES = 10, // how long one server may take over one mail before another tries
    MAIL_SECONDS_MAX = 60,   // of one delivery
    MAIL_CHECK_SECONDS_MAX = 15,
    MAIL_ERROR_SIZE = 256,
};

struct mail {
    int64_t user_id; // whom it is for; 0: no account
    const char *to;  // address
    const char *subject;
    const char *text;         // lines end with "\n"; how it becomes HTML: mail_html.h
    const char *locale;       // of its reader (base/tongue.h); NULL: English
    const char *kinds;        // what it tells of, as mail_off.h reads it; NULL: nobody can turn it off
    struct school *sealed_by; // whose key seals the text; NULL: there is no one-time link in it
    bool unsaid;              // who asked for it may not learn whether it goes out: either way costs the same
    bool nobody;              // with `unsaid`: it is written and taken back
};

/* How mail leaves this installation. All text is borrowed. */
struct mail_transport {
    const char *url;  // "smtp://host:587" or "smtps://host:465"; NULL or "": into the folder instead
    const char *user; // NULL or "": no sign-in
    const char *password;
    const char *from;   // address; NULL or "": "ams@localhost"
    const char *ca;     // PEM file that the server's certificate is checked against; NULL or "": the system's
    bool plain;         // smtp:// without STARTTLS; otherwise a server that does not offer it gets no mail
    const char *folder; // where mails are written as ID.eml (mode 0600) when there is no url; they
                        // go with their row, and when somebody is erased: they may stand in any of them
};

/* What keeps the connection between deliveries; one thread at a time. NULL without memory. */
struct mailer;
struct mailer *mailer_open(const struct mail_transport *transport);
void mailer_close(struct mailer *mailer);

/* What stands between this installation and its mail server. */
enum mail_check {
    MAIL_CHECK_GOOD,
    MAIL_CHECK_UNREACHABLE, // nobody answers, or not as a mail server does
    MAIL_CHECK_UNTRUSTED,   // its certificate is not vouched for, or is another's
    MAIL_CHECK_OPEN,        // it does not encrypt
    MAIL_CHECK_SIGN_IN,     // it refuses the name or the password
};

/* Greets the server, encrypts and signs in as for a delivery, and sends nothing. Slow. `error`: libcurl's words. */
enum mail_check mailer_check(struct mailer *mailer, char error[static MAIL_ERROR_SIZE]);

/*
 * Delivers what is due, at most `most` mails, until one fails for the moment (the server is away: the others wait with
 * it). Slow: call it from a thread of its own. Any number of servers may work on one outbox; a mail is sent twice only
 * when a server dies between its delivery and the note of it. *ret_sent: how many.
 */
enum fault mail_work(struct school *school, struct mailer *mailer, size_t most, size_t *ret_sent);

struct mail_entry {
    int64_t id;
    const char *to, *subject;
    int64_t created_at, next_try_at, sent_at; // 0: none
    int64_t tries;
    const char *error; // of the last try; NULL when none
    bool filed;        // written into the folder: it reached nobody
};

/* How many wait, and how many were given up. */
enum fault mail_waiting(struct school *school, int64_t *ret_waiting, int64_t *ret_failed);

/* The outbox without the texts, newest first; administrators only. */
struct mail_list {
    struct mail_entry *mails;
    size_t count;
    int64_t next;            // ids below it; 0: this was the last
    int64_t waiting, failed; // of all: not sent yet; given up
};
enum fault mail_list(struct school *school, const struct actor *actor, struct page page, struct arena *arena,
                     struct mail_list *ret_list);

#endif
