/* SPDX-License-Identifier: MIT */
/* A mail's text as a page of HTML. Only for src/school/post and tests. */
#ifndef AMS_SCHOOL_MAIL_HTML_H
#define AMS_SCHOOL_MAIL_HTML_H

#include "base/arena.h"
#include "base/tongue.h"

/* What stands around the text. All is borrowed. */
struct mail_frame {
    const char *name;      // the institution's; NULL or "": AMS
    const char *site;      // address of the installation, "https://ams.example.org": what leads elsewhere is no link
    const char *choose;    // address of the page on which one chooses what one is told; NULL: none
    const char *turn_off;  // address of the page that turns mails of this kind off; NULL: they cannot be
    const char *one_click; // address that does so by a POST alone (RFC 8058); NULL: none
    enum tongue tongue;
};

/* The text with what stands below it: whom the mail is from, and how to get none any more. NULL without memory. */
const char *mail_plain(const char *text, const struct mail_frame *frame, struct arena *arena);

/*
 * The same as a page of HTML: from the text itself, so that neither says what the other does not. A paragraph ends at
 * an empty line; "- " begins one that stands in a list, its first line in bold; an address of the site at the end of a
 * line is a link with what stands before it as its label, and a button where it is a paragraph of its own. Nothing is
 * loaded from anywhere. NULL without memory.
 */
const char *mail_html(const char *subject, const char *text, const struct mail_frame *frame, struct arena *arena);

#endif
