/* SPDX-License-Identifier: MIT */
/* A college with everybody in it that a right may depend on, and one of each thing that a path may name. */
#ifndef AMS_TESTS_SUPPORT_API_STAGE_H
#define AMS_TESTS_SUPPORT_API_STAGE_H

#include "api/gate/gate.h"
#include "support/api_client.h"

enum part { STRANGER, MEMBER, ASSISTANT, TEACHER };

/* Where the thing of the path is. */
enum place { HERE, ELSEWHERE, NOWHERE, PLACE_COUNT };

/* Somebody, seen from the first professor's classroom. Things of a person are those of the first student. */
struct person_here {
    const char *name;
    struct visitor visitor;
    char letter; // n nobody, s student, p professor, a administrator, k a kiosk
    enum part part;
    bool owner; // the first student
};

enum { PEOPLE = 9, STAGE_BODY_SIZE = 1024 };

struct stage {
    struct api_world world;
    struct college college;
    struct person_here people[PEOPLE];
    int64_t flag, import;
    int64_t groups; // so many have been made
    int64_t invitation;
    int64_t items[2], files[2], uploads[2], notifications[2], pushes[2],
        devices[2];                            // of the first class or student, and of the other
    int64_t jobs[2], dry_runs[2], applied[2];  // here, elsewhere
    int64_t member, asker, waiting, volunteer; // made when a path first names one
    int64_t leave_kind, leaves[2], evidence[2], office_leaves[2], office_evidence[2], loose[2];
    int64_t notes[2], passkeys[2], sso_links[2], sso;
    int64_t kiosk;
    int64_t programs[2], office_program;
    bool has_day, erasing, drawn;
    char link[128]; // the path of the first student's calendar
};

/* Opens it on the test's store. */
void stage_open(struct stage *stage, void **state);
void stage_close(struct stage *stage);

/* The route's address: with things of the first class, of the other one, or that are not there. Fails the test when the
 * path has a :name that is not in the table of api_stage.c. */
void stage_target(struct stage *stage, const struct api_route *route, enum place place, char target[static 256]);

/* A JSON body that the route takes, with ids of the first class. Fails the test when it does not fit. */
void stage_body(const struct stage *stage, const struct api_route *route, char body[static STAGE_BODY_SIZE]);

#endif
