/* SPDX-License-Identifier: MIT */
#ifndef AMS_API_SCHEMA_H
#define AMS_API_SCHEMA_H

struct shape_words {
    const char *name;
    const char *shape;
};

#endif
