/* SPDX-License-Identifier: MIT */
/* The folder of a trial (`ams trial DIR`): who and what is in it, looked through before any picture is read. */
#ifndef AMS_APP_TRIAL_FOLDER_H
#define AMS_APP_TRIAL_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "face/live/live.h"
#include "face/trial/trial_report.h"

enum { TRIAL_MISTAKES_TOLD = 50 }; // more are only counted

/* A folder of pictures: DIR/PERSON/check-1. Names are sorted. */
struct trial_burst {
    char name[TRIAL_NAME_SIZE];
    int species; // TRIAL_GENUINE, or the attack's
    char **looks;
    size_t look_count; // without those of a turn
    char **turns;
    size_t turn_count;
    enum live_pose side; // with turns
};

struct trial_person {
    char name[TRIAL_NAME_SIZE];
    struct trial_burst enrol;
    struct trial_burst *bursts;
    size_t burst_count;
};

struct trial_folder {
    const char *path;
    struct trial_person *people; // sorted by name
    size_t people_count;
    struct trial_division division;
    size_t mistakes; // each told on standard error
};

/* Lists the folder and tells every mistake in it: folder->mistakes says how many. To be released in any case. */
void trial_folder_open(struct trial_folder *folder, const char *path);
void trial_folder_release(struct trial_folder *folder);

/* Tells a mistake on standard error and counts it. */
void trial_folder_mistake(struct trial_folder *folder, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
