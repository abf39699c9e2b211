/* SPDX-License-Identifier: MIT */
/* The commands behind the table in cli.c. Each returns an exit code. */
#ifndef AMS_APP_COMMANDS_H
#define AMS_APP_COMMANDS_H

#include "app/cli.h"

/* `ams serve`: serves until SIGTERM or SIGINT, then shuts down cleanly. */
int serve_command(const struct cli_call *call);

/* `ams migrate`: brings the database to the newest schema. */
int migrate_command(const struct cli_call *call);

/* `ams user add`: values are name, email, role, password-stdin. */
int user_add_command(const struct cli_call *call);

/* `ams demo`: fills an empty database with a believable college. */
int demo_command(const struct cli_call *call);

/* Exit codes of `ams receipt verify` and of heads that are compared, besides those of cli.h. */
enum {
    RECEIPT_EXIT_NONE = 3,
    RECEIPT_EXIT_NOT_GENUINE = 4,
    RECEIPT_EXIT_OTHER_KEY = 5,
    RECEIPT_EXIT_NOT_IN_LOG = 6,
    RECEIPT_EXIT_CHANGED_SINCE = 7,
};

/* `ams audit verify`: walks the chain of the audit log; values are head, which may be a signed one of both logs. */
int audit_verify_command(const struct cli_call *call);

/* `ams backup key FILE`: a pair of keys for backups. */
int backup_key_command(const struct cli_call *call);

/* `ams backup FILE`: value is the public key, if not the setting's. */
int backup_command(const struct cli_call *call);

/* `ams restore FILE`: values are key, without-master-key, check, forget. */
int restore_command(const struct cli_call *call);

/* The server's own (keeper_command.c): keeps workers ready until the server is gone. */
int keeper_command(const struct cli_call *call);

/* `ams doctor`: looks at everything that an operator would; fails when something needs mending. */
int doctor_command(const struct cli_call *call);

/* `ams audit head`: where both logs stand, to note elsewhere. */
int audit_head_command(const struct cli_call *call);

/* `ams key ...` (key_tools.c): a fresh key as a line; which generations there are; another one. */
int key_new_command(const struct cli_call *call);
int key_status_command(const struct cli_call *call);
int key_rotate_command(const struct cli_call *call);
/* `ams key forget`: values are lost-for-good. */
int key_forget_command(const struct cli_call *call);

/* `ams receipt ...` (receipt_tools.c): whether one is genuine, values are key; the keys; another one. */
int receipt_verify_command(const struct cli_call *call);
int receipt_keys_command(const struct cli_call *call);
int receipt_rotate_command(const struct cli_call *call);

/* `ams sso off` (sso_tools.c): no provider of identity is used any more. */
int sso_off_command(const struct cli_call *call);
/* `ams token ...` (token_tools.c): the tokens of programs that are good; ending one. */
int token_list_command(const struct cli_call *call);
int token_revoke_command(const struct cli_call *call);

/* The settings that the face tools take: models_dir, embedder (may be NULL), antispoof. */
struct face_choice {
    const char *models_dir;
    const char *embedder;
    const char *antispoof;
};

/* `ams face ...` (face_command.c): tools around the face pipeline. */
int face_command(int argc, char **argv, const struct face_choice *choice);

/* `ams face calibrate` (face_calibrate.c): the threshold on the enrolled people themselves. */
int face_calibrate_command(const struct cli_call *call);

/* `ams face photo ...` (face_photo.c): the class photo; argv[0] is "photo". */
int face_photo_command(int argc, char **argv, const struct face_choice *choice);

/* `ams face live ...` (face_live.c): the liveness verdict on a folder of frames; argv[0] is "live". */
int face_live_command(int argc, char **argv, const struct face_choice *choice);

/* `ams trial DIR` (trial_command.c): the face check measured with volunteers; values are report. */
int trial_command(const struct cli_call *call);

#endif
