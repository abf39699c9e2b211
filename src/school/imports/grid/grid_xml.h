/* SPDX-License-Identifier: MIT */
/* The XML of a workbook's part as it streams by (expat): for the readers of this folder alone. */
#ifndef AMS_SCHOOL_GRID_XML_H
#define AMS_SCHOOL_GRID_XML_H

#include "school/imports/grid/grid_zip.h"

enum {
    GRID_DEPTH_MAX = 64,      // elements within one another
    GRID_TAG_MAX = 256 << 10, // bytes of a tag with its attributes
};

/* What hears of it. Names come without the prefix of their namespace; `text` may come in pieces. */
struct grid_xml {
    void (*begin)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *text, size_t size);
    void *context;
    bool stop; // set by them: no more is wanted
};

/* GRID_DAMAGED for what is no XML, has a document type (so no entity is ever defined) or lies too deep; GRID_TOO_LARGE
 * for too long a tag, and what grid_zip_read answers. */
enum grid_fault grid_xml_read(struct grid_zip *zip, const char *part, struct grid_xml *xml);

/* The attribute of this name, whatever its prefix; NULL when there is none. */
const char *grid_attribute(const char **attributes, const char *name);

#endif
