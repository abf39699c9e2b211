/* SPDX-License-Identifier: MIT */
#include "app/keeper_command.h"

#include <stdio.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/str.h"
#include "face/image/image_logo.h"
#include "face/kit.h"
#include "school/files/file_kind.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/zip/unpack.h"
#include "worker/keeper.h"

enum { OPS = FACE_KIT_OPS + 4, MODELS = 0, EMBEDDER, SPOOF, RATE, THREADS, WORDS };

struct keeper *keeper_open_own(const struct config *config, bool faces, char error[static KEEPER_ERROR_SIZE])
{
    static char threads[8];
    static char *words[WORDS + 3] = {"ams", KEEPER_WORD};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    snprintf(threads, sizeof(threads), "%ld", processors < 1 ? 1 : processors < 64 ? processors : 64);
    char **rest = words + 2;
    // Never written to; exec asks for pointers that could be.
    rest[MODELS] = (char *)(uintptr_t)(faces ? config->models_dir : "");
    rest[EMBEDDER] = (char *)(uintptr_t)config->embedder;
    rest[SPOOF] = (char *)(uintptr_t)config->antispoof;
    rest[RATE] = (char *)(uintptr_t)config->match_fmr;
    rest[THREADS] = threads;
    return keeper_open(words, error);
}

/* What a kit has for files, archives, tables and the institution's logo. */
static bool add_parsers(struct worker_kit *kit, struct worker_op ops[static OPS])
{
    struct file_kinds *kinds = file_kinds_open();
    if (!kinds)
        return false;
    file_kinds_op(kinds, &ops[kit->count++]);
    unpack_op(&ops[kit->count++]);
    image_logo_op(&ops[kit->count++]);
    grid_op(&ops[kit->count++]);
    return true;
}

static const char no_kinds[] = "libmagic's table of kinds of files cannot be read.";

/* What it has for pictures of faces, when it is told of models. */
static bool add_faces(char *const *words, int64_t threads, struct worker_kit *kit, struct worker_op ops[static OPS],
                      char error[static FACE_ERROR_SIZE])
{
    if (*words[MODELS] == '\0')
        return true;
    struct face_models *models = face_models_open(words[MODELS], words[EMBEDDER], error);
    if (!models || !face_models_set_fmr(models, words[RATE], error) ||
        !face_models_set_spoof(models, words[SPOOF], error))
        return false;
    struct face_kit *faces = face_kit_open(models, (size_t)threads, error);
    if (!faces)
        return false;
    face_kit_ops(faces, ops + kit->count);
    kit->count += FACE_KIT_OPS;
    return true;
}

int keeper_command(const struct cli_call *call)
{
    struct worker_op ops[OPS];
    struct worker_kit kit = {ops, 0};
    char reason[FACE_ERROR_SIZE], sentence[KEEPER_ERROR_SIZE];
    int64_t threads;
    if (call->rest_count != WORDS || !str_to_int(call->rest[THREADS], 1, 64, &threads))
        return cli_fail("This command is the server's own.");
    if (!add_parsers(&kit, ops))
        keeper_refuse(KEEPER_SOCKET, no_kinds);
    if (!add_faces(call->rest, threads, &kit, ops, reason)) {
        snprintf(sentence, sizeof(sentence), "The face models cannot be used: %s", reason);
        keeper_refuse(KEEPER_SOCKET, sentence);
    }
    keeper_serve(KEEPER_SOCKET, &kit);
}
