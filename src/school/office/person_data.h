/* SPDX-License-Identifier: MIT */
/*
 * Where a person's data is: what is written out for them, and what happens to it when they are erased. Whoever adds a
 * table with people in it adds its lines here. For export_person.c and erasure.c.
 */
#ifndef AMS_SCHOOL_PERSON_DATA_H
#define AMS_SCHOOL_PERSON_DATA_H

#include "school/office/erasure.h"

/* A file of the export. */
struct person_file {
    const char *name;    // without ".json"
    const char *columns; // "id:int,at:time,...": a name and what the column holds (int, bool, time, text), in order
    const char *sql;     // every ? is the person's id, but for the last one: its LIMIT
};

/* Ended by a line without a name. No secrets: no hash, no token, no template. */
extern const struct person_file person_files[];

/* What becomes of the rows of a table. Lines of one kind may follow each other. */
struct person_rows {
    const char *kind; // as administrators read it
    enum erasure_fate fate;
    const char *table;
    const char *where;  // every ? is the person's id
    const char *change; // NULL: the rows are deleted; otherwise what is set: "note = NULL"
};

/* In the order in which they can go; ended by a line without a kind. The template and the account itself are not among
 * them. */
extern const struct person_rows person_rows[];

#endif
