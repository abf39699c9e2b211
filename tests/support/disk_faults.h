/* SPDX-License-Identifier: MIT */
/*
 * A disk that is full, read-only or failing, wherever these tests run: the calls by which a program writes to files are
 * replaced, in a test program that includes disk_faults.c in its own source, or in any other by LD_PRELOAD
 * (tests/torture). Only regular files in one folder are touched.
 */
#ifndef AMS_TESTS_SUPPORT_DISK_FAULTS_H
#define AMS_TESTS_SUPPORT_DISK_FAULTS_H

#include <stdint.h>

enum disk_fault {
    DISK_GOOD,
    DISK_FULL,      // `room` bytes are left; what is deleted gives room
    DISK_READ_ONLY, // every write says so
    DISK_NO_SYNC,   // writes are taken, fsync fails
    DISK_FLAKY,     // every `every`-th write fails
};

/* tests/torture/disk.mjs knows where each of these lies. */
struct disk_faults {
    volatile int fault;
    volatile int every;
    volatile int64_t room;
    volatile int64_t writes;
    volatile int64_t clock_s; // added to what time it is
    volatile int tracks;      // 1: what is synced is kept in FOLDER.synced, so that a test can let the power fail
    char folder[200];         // "": every file
};

/* Shared with who set AMS_DISK_FAULTS to a file that holds one; else the program's own. */
struct disk_faults *disk_faults(void);

#endif
