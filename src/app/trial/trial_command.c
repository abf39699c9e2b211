/* SPDX-License-Identifier: MIT */
/* `ams trial DIR`: the face check measured with volunteers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/face/face_set.h"
#include "app/trial/trial_folder.h"
#include "app/trial/trial_groups.h"
#include "app/trial/trial_print.h"
#include "face/trial/trial_look.h"
#include "school/faces/challenge.h"

enum { PATH_SIZE = 4096, FRAMES_MAX = FACE_FRAMES_MAX };

_Static_assert((int)TRIAL_FRAMES_MIN == (int)CHECK_FRAMES_MIN, "a trial's burst is a check-in's");

/* The pictures of one burst. */
struct pictures {
    struct face_frame frames[FRAMES_MAX];
    size_t count;
};

static void pictures_free(struct pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++)
        free((void *)pictures->frames[i].bytes);
    pictures->count = 0;
}

/* Adds DIR/PERSON/BURST/NAME for each name. */
static bool read_pictures(const struct trial_folder *folder, const struct trial_person *person,
                          const struct trial_burst *burst, char *const *names, size_t count, struct pictures *pictures)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < count && pictures->count < FRAMES_MAX; i++) {
        size_t size = 0;
        int length = snprintf(path, sizeof(path), "%s/%s/%s/%s", folder->path, person->name, burst->name, names[i]);
        errno = ENAMETOOLONG;
        unsigned char *bytes = length < PATH_SIZE ? face_set_read_file(path, &size) : NULL;
        if (!bytes) {
            cli_fail("%s: %s", path, strerror(errno));
            return false;
        }
        pictures->frames[pictures->count++] = (struct face_frame){bytes, size};
    }
    return true;
}

static bool run_enrol(struct trial_looker *looker, const struct trial_folder *folder, const struct trial_person *person)
{
    struct pictures pictures = {.count = 0};
    enum face_reason reason;
    bool done = read_pictures(folder, person, &person->enrol, person->enrol.looks, person->enrol.look_count, &pictures);
    if (done && !trial_enrol(looker, pictures.frames, pictures.count, &reason)) {
        cli_fail("%s: could not be looked at: there is not enough memory.", person->name);
        done = false;
    }
    pictures_free(&pictures);
    return done;
}

/* The quick check of the frames that look ahead, and the turn from the last of them where there is one. */
static bool run_burst(struct trial_looker *looker, const struct trial_folder *folder, size_t person,
                      const struct trial_burst *burst)
{
    const struct trial_person *who = &folder->people[person];
    struct pictures looks = {.count = 0}, turn = {.count = 0};
    bool done = read_pictures(folder, who, burst, burst->looks, burst->look_count, &looks);
    if (done && burst->turn_count > 0)
        done = read_pictures(folder, who, burst, burst->looks + burst->look_count - LIVE_LOOK_FRAMES, LIVE_LOOK_FRAMES,
                             &turn) &&
               read_pictures(folder, who, burst, burst->turns, burst->turn_count, &turn);
    if (done) {
        done = trial_quick(looker, person, burst->species, looks.frames, looks.count) &&
               (burst->turn_count == 0 ||
                trial_turn(looker, person, burst->species, burst->side, turn.frames, burst->turn_count));
        if (!done)
            cli_fail("%s/%s: could not be looked at: there is not enough memory.", who->name, burst->name);
    }
    pictures_free(&looks);
    pictures_free(&turn);
    return done;
}

static bool run_all(struct trial_looker *looker, const struct trial_folder *folder)
{
    bool show = isatty(STDERR_FILENO), done = true;
    for (size_t i = 0; done && i < folder->people_count; i++)
        done = run_enrol(looker, folder, &folder->people[i]);
    for (size_t i = 0; done && i < folder->people_count; i++) {
        if (show)
            fprintf(stderr, "\r%zu of %zu people ", i, folder->people_count);
        for (size_t b = 0; done && b < folder->people[i].burst_count; b++)
            done = run_burst(looker, folder, i, &folder->people[i].bursts[b]);
    }
    if (show)
        fprintf(stderr, "\r%40s\r", "");
    return done;
}

/* What was asked for. */
struct wish {
    const char *folder, *report;
    const char *threshold; // NULL: the one of models.json for the setting match_fmr
    float cosine;          // the same as a number
};

static int report(struct trial *trial, const struct trial_folder *folder, const struct face_models *models,
                  const char *match_fmr, const char *path)
{
    struct trial_report result;
    struct trial_heading heading = {&folder->division, face_models_id(models), match_fmr,
                                    (double)face_models_threshold(models)};
    int code = CLI_OK;
    if (!trial_report_make(&result, &folder->division, trial))
        code = cli_fail("There is not enough memory.");
    else
        trial_report_print(stdout, &result, &heading);
    if (code == CLI_OK && path && !trial_report_write(path, &result, &heading))
        code = cli_fail("%s could not be written.", path);
    trial_report_release(&result);
    return code;
}

static int run(const struct trial_folder *folder, const struct config *config, const struct wish *wish)
{
    char error[FACE_ERROR_SIZE];
    struct face_models *models = face_models_open(config->models_dir, config->embedder, error);
    bool set = models && face_models_set_fmr(models, config->match_fmr, error);
    if (set && wish->threshold)
        face_models_set_threshold(models, wish->cosine);
    struct face_engine *engine = set ? face_engine_open(models, error) : NULL;
    struct trial *trial = engine ? trial_open(face_models_threshold(models)) : NULL;
    struct trial_looker *looker = trial ? trial_looker_open(trial, engine) : NULL;
    int code = CLI_FAILED;
    if (!engine) {
        cli_fail("%s", error);
    } else if (!looker) {
        cli_fail("There is not enough memory.");
    } else {
        face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
        if (run_all(looker, folder))
            code = report(trial, folder, models, wish->threshold ? NULL : config->match_fmr, wish->report);
        if (!trial_is_locked(trial) || !trial_looker_is_locked(looker))
            fputs("ams trial: not all memory of the templates could be locked (ulimit -l); swap may have held some.\n",
                  stderr);
    }
    trial_looker_close(looker);
    trial_close(trial);
    face_engine_close(engine);
    face_models_close(models);
    return code;
}

/* DIR, and what else there is before or behind it. */
static bool read_words(const struct cli_call *call, struct wish *wish)
{
    char *end = NULL;
    *wish = (struct wish){.report = call->values[0], .threshold = call->values[1]};
    if (call->rest_count % 2 == 0)
        return false;
    wish->folder = call->rest[0];
    for (int i = 1; i < call->rest_count; i += 2) {
        const char **value = strcmp(call->rest[i], "--report") == 0      ? &wish->report
                             : strcmp(call->rest[i], "--threshold") == 0 ? &wish->threshold
                                                                         : NULL;
        if (!value || *value)
            return false;
        *value = call->rest[i + 1];
    }
    wish->cosine = wish->threshold ? strtof(wish->threshold, &end) : 0;
    return !wish->threshold || (end != wish->threshold && *end == '\0' && wish->cosine > 0 && wish->cosine < 1);
}

int trial_command(const struct cli_call *call)
{
    struct wish wish;
    struct trial_folder folder;
    if (!read_words(call, &wish)) {
        fputs("usage: ams trial DIR [--report FILE.json] [--threshold COSINE]\n", stderr);
        return CLI_USAGE;
    }
    trial_folder_open(&folder, wish.folder);
    if (folder.people_count > 0)
        trial_groups_read(&folder);
    if (folder.mistakes > TRIAL_MISTAKES_TOLD)
        fprintf(stderr, "ams trial: and %zu more.\n", folder.mistakes - TRIAL_MISTAKES_TOLD);
    int code = folder.mistakes == 0
                   ? run(&folder, call->config, &wish)
                   : cli_fail("%zu mistakes in %s; nothing was looked at.", folder.mistakes, wish.folder);
    trial_folder_release(&folder);
    return code;
}
