/* SPDX-License-Identifier: MIT */
/* Text files that the build put into the binary (tools/embed). */
#ifndef AMS_BASE_EMBEDDED_H
#define AMS_BASE_EMBEDDED_H

/* One file: its base name and its whole text, NUL-terminated. A list ends with a NULL name. */
struct embedded_file {
    const char *name;
    const char *text;
};

#endif
