/* SPDX-License-Identifier: MIT */
/*
 * What is written out for a person: the files of their copy. person_place.h says which place goes into which. For
 * export_person.c and tests.
 */
#ifndef AMS_SCHOOL_PERSON_DATA_H
#define AMS_SCHOOL_PERSON_DATA_H

/* A file of the export. */
struct person_file {
    const char *name;    // without ".json"
    const char *columns; // "id:int,at:time,...": a name and what the column holds (int, bool, time, text), in order
    const char *sql;     // every ? is the person's id, but for the last one: its LIMIT
};

/* Ended by a line without a name. No secrets: no hash, no token, no template. */
extern const struct person_file person_files[];

#endif
