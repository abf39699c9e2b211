/* SPDX-License-Identifier: MIT */
/* `ams face live DIR`: the liveness verdict on a folder of frames, with every signal. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/face/face_set.h"
#include "base/str.h"
#include "face/live/live.h"

enum {
    IS_LIVE = 0,
    IS_NOT_LIVE = 1,
    NO_VERDICT = 2,
    FILES_MAX = LIVE_STEPS_MAX * LIVE_FRAMES_MAX,
    PATH_SIZE = 1024,
    STEP_MS = 5000,
};

static const char usage[] =
    "usage: ams face live DIR [--challenge JSON] [--models DIR]\n"
    "DIR holds the frames, taken in the order of their names: one a pose, then one a colour; without a challenge one\n"
    "burst for the passive policy. JSON is text or a file's name:\n"
    "  {\"policy\": \"active\", \"poses\": [\"left\", \"centre\", \"up\"], \"colours\": []}\n"
    "Left and right are the person's own. Exit code: 0 live, 1 not, 2 it could not be told.\n";

/* One folder's attempt. */
struct live_run {
    const char *directory;
    const char *challenge_text;
    const char *models;
    struct live_challenge challenge;
    struct live_step steps[LIVE_STEPS_MAX];
    char *names[FILES_MAX];
    size_t name_count;
};

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "ams face live: %s: %s\n", what, why);
    return NO_VERDICT;
}

static bool read_arguments(int argc, char **argv, struct live_run *run)
{
    for (int at = 1; at < argc; at++) {
        const char **target = strcmp(argv[at], "--challenge") == 0 ? &run->challenge_text
                              : strcmp(argv[at], "--models") == 0  ? &run->models
                                                                   : NULL;
        if (target && at + 1 < argc)
            *target = argv[++at];
        else if (strncmp(argv[at], "--", 2) == 0 || run->directory)
            return false;
        else
            run->directory = argv[at];
    }
    return run->directory != NULL;
}

static bool read_poses(json_t *list, struct live_challenge *challenge)
{
    size_t index;
    json_t *word;
    if (!json_is_array(list) || json_array_size(list) < 1 || json_array_size(list) > LIVE_POSES_MAX)
        return false;
    json_array_foreach(list, index, word)
    {
        if (!json_is_string(word) || !live_pose_find(json_string_value(word), &challenge->poses[index]))
            return false;
    }
    challenge->pose_count = json_array_size(list);
    return true;
}

static bool read_colours(json_t *list, struct live_challenge *challenge)
{
    size_t index;
    json_t *word;
    if (json_array_size(list) > LIVE_COLOURS_DRAWN || json_array_size(list) == 1)
        return false;
    json_array_foreach(list, index, word)
    {
        if (!json_is_string(word) || !live_colour_find(json_string_value(word), &challenge->colours[index]))
            return false;
    }
    challenge->colour_count = json_array_size(list);
    return true;
}

static bool read_challenge(const char *text, struct live_challenge *ret_challenge)
{
    struct live_challenge challenge = {.policy = LIVE_PASSIVE};
    json_t *root = text[0] == '{' ? json_loads(text, JSON_REJECT_DUPLICATES, NULL)
                                  : json_load_file(text, JSON_REJECT_DUPLICATES, NULL);
    const char *policy = json_string_value(json_object_get(root, "policy"));
    bool read = policy && live_policy_find(policy, &challenge.policy);
    if (read && challenge.policy != LIVE_PASSIVE)
        read = read_poses(json_object_get(root, "poses"), &challenge) &&
               read_colours(json_object_get(root, "colours"), &challenge) &&
               (challenge.policy == LIVE_ACTIVE_COLOUR) == (challenge.colour_count > 0);
    json_decref(root);
    if (read)
        *ret_challenge = challenge;
    return read;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The folder's names in order. False when it cannot be read or holds too many. */
static bool list_names(struct live_run *run)
{
    struct dirent **entries;
    int count = scandir(run->directory, &entries, is_visible, alphasort);
    if (count < 0)
        return false;
    bool fits = count <= FILES_MAX;
    for (int i = 0; i < count; i++) {
        if (fits)
            run->names[run->name_count++] = strdup(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return fits;
}

/* Files say nothing of times: every frame comes as an honest client would send it. */
static bool observe_file(struct face_engine *engine, struct live_run *run, const char *name, size_t s)
{
    char path[PATH_SIZE];
    size_t size;
    struct live_step *step = &run->steps[s];
    int length = snprintf(path, sizeof(path), "%s/%s", run->directory, name ? name : "");
    unsigned char *bytes = name && length < PATH_SIZE ? face_set_read_file(path, &size) : NULL;
    if (!bytes) {
        fail(path, strerror(errno));
        return false;
    }
    step->told_ms = (int64_t)s * STEP_MS;
    int64_t arrived = step->told_ms + LIVE_HOLD_MAX_MS + (int64_t)(LIVE_COLOURS_DRAWN * LIVE_COLOUR_MS);
    face_observe(engine, (struct face_frame){bytes, size}, arrived, &step->frames[step->count++]);
    free(bytes);
    return true;
}

static bool observe_all(struct face_engine *engine, struct live_run *run)
{
    size_t next = 0;
    for (size_t s = 0; s < live_challenge_steps(&run->challenge); s++) {
        size_t least, most;
        live_step_frames(&run->challenge, s, &least, &most);
        size_t wanted = run->challenge.policy == LIVE_PASSIVE ? run->name_count : least;
        if (wanted < 1 || wanted > most || next + wanted > run->name_count) {
            fail(run->directory, "the number of frames does not fit the challenge.");
            return false;
        }
        for (size_t f = 0; f < wanted; f++)
            if (!observe_file(engine, run, run->names[next++], s))
                return false;
    }
    if (next != run->name_count)
        fail(run->directory, "the number of frames does not fit the challenge.");
    return next == run->name_count;
}

static json_t *number(float value)
{
    return isfinite(value) ? json_real((double)value) : json_null();
}

static json_t *frame_json(const char *name, size_t step, const struct live_observation *o)
{
    if (o->reason != FACE_OK)
        return json_pack("{s:s, s:i, s:s}", "file", name, "step", (int)step, "reason", face_reason_code(o->reason));
    return json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file", name, "step", (int)step,
                     "reason", face_reason_code(o->reason), "yaw", number(o->yaw), "pitch", number(o->pitch), "roll",
                     number(o->roll), "passive", number(o->passive), "moire", number(o->moire), "glare",
                     number(o->glare), "blockiness", number(o->blockiness), "border", number(o->border), "spoof",
                     number(o->spoofed == LIVE_SPOOF_SCORED ? o->spoof : NAN));
}

static json_t *result_json(const struct live_run *run, const struct live_verdict *v)
{
    json_t *frames = json_array();
    size_t next = 0;
    for (size_t s = 0; s < live_challenge_steps(&run->challenge); s++)
        for (size_t f = 0; f < run->steps[s].count; f++)
            json_array_append_new(frames, frame_json(run->names[next++], s, &run->steps[s].frames[f]));
    json_t *signals = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "identity", number(v->identity),
        "parallax", number(v->parallax), "homography", number(v->homography), "affine", number(v->affine), "change",
        number(v->change), "passive", number(v->passive), "spoof", number(v->spoof), "moire", number(v->moire), "glare",
        number(v->glare), "blockiness", number(v->blockiness), "border", number(v->border), "colour_face",
        number(v->colour_face), "colour_background", number(v->colour_background), "suspicion", number(v->suspicion));
    return json_pack("{s:b, s:s, s:o, s:s, s:s, s:o, s:o}", "live", v->reason == FACE_OK, "reason",
                     face_reason_code(v->reason), "step",
                     v->step == LIVE_WHOLE ? json_null() : json_integer((json_int_t)v->step), "policy",
                     live_policy_word(run->challenge.policy), "times", "assumed", "signals", signals, "frames", frames);
}

static int judge(const struct live_run *run, const struct face_models *models)
{
    struct live_verdict verdict;
    enum face_reason reason = live_judge(&run->challenge, run->steps, face_models_threshold(models), NULL, 0, &verdict);
    json_t *result = result_json(run, &verdict);
    json_object_set_new(result, "antispoof", json_string(face_models_spoof_word(models)));
    bool printed = result && json_dumpf(result, stdout, JSON_REAL_PRECISION(5)) == 0 && putchar('\n') != EOF &&
                   fflush(stdout) == 0;
    json_decref(result);
    if (!printed)
        return fail("standard output", "could not be written.");
    return reason == FACE_OK ? IS_LIVE : IS_NOT_LIVE;
}

int face_live_command(int argc, char **argv, const struct face_choice *choice)
{
    static struct live_run run;
    char error[FACE_ERROR_SIZE];
    int code = NO_VERDICT;
    run = (struct live_run){.models = choice->models_dir};
    if (!read_arguments(argc, argv, &run)) {
        fputs(usage, stderr);
        return NO_VERDICT;
    }
    if (run.challenge_text && !read_challenge(run.challenge_text, &run.challenge))
        return fail("the challenge", "cannot be read; `ams face help` shows its form.");
    struct face_models *models = face_models_open(run.models, choice->embedder, error);
    bool chosen = models && face_models_set_spoof(models, choice->antispoof, error);
    struct face_engine *engine = chosen ? face_engine_open(models, error) : NULL;
    if (!engine) {
        fail("the models", error);
        goto end;
    }
    face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
    if (!list_names(&run))
        fail(run.directory, "cannot be listed, or holds more files than an attempt has frames.");
    else if (observe_all(engine, &run))
        code = judge(&run, models);
end:
    for (size_t i = 0; i < run.name_count; i++)
        free(run.names[i]);
    face_engine_close(engine);
    face_models_close(models);
    return code;
}
