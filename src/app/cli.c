/* SPDX-License-Identifier: MIT */
#include "app/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/api.h"
#include "app/commands.h"
#include "app/installation.h"
#include "app/keeper_command.h"
#include "app/version.h"
#include "base/log.h"
#include "base/str.h"
#include "face/face.h"

struct option {
    const char *name;  // without "--"
    const char *value; // what the usage calls its value; NULL: a switch
    bool required;
};

/* What must be there before a command runs. */
enum needs { NEEDS_CONFIG, NEEDS_NOTHING, NEEDS_INSTALLATION };

struct command {
    const char *name;    // one or two words
    const char *rest;    // what the usage calls further words; NULL: none are taken
    const char *summary; // NULL: the program's own, which nobody is told of
    int (*run)(const struct cli_call *call);
    enum needs needs;
    struct option options[CLI_OPTIONS_MAX + 1]; // ends with a NULL name
};

static int config_command(const struct cli_call *call)
{
    config_print(call->config, stdout);
    return CLI_OK;
}

static int face_tools_command(const struct cli_call *call)
{
    const struct config *config = call->config;
    return face_command(call->rest_count, call->rest,
                        &(struct face_choice){config->models_dir, config->embedder, config->antispoof});
}

static int version_command(const struct cli_call *call)
{
    (void)call;
    printf("ams " AMS_VERSION "\nnets run on: %s\n", face_kernels());
    return CLI_OK;
}

static int openapi_command(const struct cli_call *call)
{
    (void)call;
    char *text = api_openapi(AMS_VERSION);
    if (!text)
        return cli_fail("There is not enough memory.");
    puts(text);
    free(text);
    return CLI_OK;
}

static int help_command(const struct cli_call *call);

/* clang-format off */
static const struct command commands[] = {
    {"serve", NULL, "serve the web app and the API until SIGTERM or SIGINT", serve_command, NEEDS_CONFIG, {{0}}},
    {"migrate", NULL, "bring the database to the newest schema (serve does it too)", migrate_command,
     NEEDS_INSTALLATION, {{0}}},
    {"user add", NULL, "add an account; without --password-stdin it prints a one-time sign-up link",
     user_add_command, NEEDS_INSTALLATION,
     {{"name", "NAME", true}, {"email", "EMAIL", true}, {"role", "administrator|professor|student", true},
      {"password-stdin", NULL, false}, {0}}},
    {"demo", NULL, "fill an empty database with a believable college; --scale 1 with 8 million marks, 0.01 with less",
     demo_command, NEEDS_CONFIG, {{"scale", "0.001-1", false}, {"seed", "NUMBER", false}, {0}}},
    {"face calibrate", NULL, "say what the face threshold comes to among the enrolled people; changes nothing",
     face_calibrate_command, NEEDS_INSTALLATION, {{0}}},
    {"face", "detect|verify|eval ...", "try the face pipeline on files: `ams face help`", face_tools_command,
     NEEDS_CONFIG, {{0}}},
    {"trial", "DIR", "measure the face check with volunteers, whose pictures are in DIR; keeps nothing but counts",
     trial_command, NEEDS_CONFIG, {{"report", "FILE.json", false}, {"threshold", "COSINE", false}, {0}}},
    {"config", NULL, "print every setting in force and where it came from", config_command, NEEDS_CONFIG, {{0}}},
    {"audit verify", NULL, "check the chain of the audit log; --head: against a hash or a signed head noted earlier",
     audit_verify_command,
     NEEDS_INSTALLATION, {{"head", "HEAD", false}, {0}}},
    {"audit head", NULL, "print where the audit log and the log of marks stand, to note elsewhere", audit_head_command,
     NEEDS_INSTALLATION, {{0}}},
    {"key status", NULL, "say where the master key comes from and what its generations wrap", key_status_command,
     NEEDS_INSTALLATION, {{0}}},
    {"key rotate", NULL, "wrap all keys by a new master key, while servers run; again goes on where it was",
     key_rotate_command, NEEDS_INSTALLATION, {{0}}},
    {"key forget", NULL, "the master key is lost for good: delete what it had sealed, so that the service starts again",
     key_forget_command, NEEDS_CONFIG, {{"lost-for-good", NULL, true}, {0}}},
    {"key new", NULL, "print a fresh master key", key_new_command, NEEDS_NOTHING, {{0}}},
    {"receipt verify", "FILE|-", "check a receipt against this installation's log, or with --key alone against a public key",
     receipt_verify_command, NEEDS_CONFIG, {{"key", "PUBLIC-KEY", false}, {"head", "HEAD", false}, {0}}},
    {"receipt keys", NULL, "print the public keys that receipts are and were signed with", receipt_keys_command,
     NEEDS_INSTALLATION, {{0}}},
    {"receipt rotate", NULL, "sign receipts with another key from now on; earlier ones stay good",
     receipt_rotate_command, NEEDS_INSTALLATION, {{0}}},
    {"sso off", NULL, "use no provider of identity any more: passwords are for everybody again", sso_off_command,
     NEEDS_INSTALLATION, {{0}}},
    {"token list", NULL, "print the tokens of programs that are good, with what they may do", token_list_command,
     NEEDS_INSTALLATION, {{0}}},
    {"token revoke", "NUMBER", "end a program's token at once and for good", token_revoke_command,
     NEEDS_INSTALLATION, {{0}}},
    {"backup key", "FILE", "make a pair of keys for backups: the private one into FILE, the public one for ams.conf",
     backup_key_command, NEEDS_NOTHING, {{0}}},
    {"backup", "FILE", "write everything into FILE while the server runs, encrypted to backup_key, and read it again",
     backup_command, NEEDS_INSTALLATION, {{"to", "PUBLIC-KEY", false}, {0}}},
    {"restore", "FILE", "put a backup into the place of what is there, after looking through all of it; --check only looks",
     restore_command, NEEDS_CONFIG,
     {{"key", "FILE", false}, {"without-master-key", NULL, false}, {"check", NULL, false}, {"forget", NULL, false}, {0}}},
    {"doctor", NULL, "look at database, keys, models, clock, disk, certificate, mail, proxy and backups; says what to do",
     doctor_command, NEEDS_CONFIG, {{0}}},
    {"openapi", NULL, "print the description of the REST API (OpenAPI 3.1)", openapi_command, NEEDS_NOTHING, {{0}}},
    {KEEPER_WORD, "...", NULL, keeper_command, NEEDS_NOTHING, {{0}}},
    {"help", NULL, "print this", help_command, NEEDS_NOTHING, {{0}}},
    {"version", NULL, "print the version", version_command, NEEDS_NOTHING, {{0}}},
};
/* clang-format on */

static void print_usage(FILE *out, const struct command *command)
{
    fprintf(out, "usage: ams %s", command->name);
    for (const struct option *option = command->options; option->name; option++)
        fprintf(out, option->required ? " --%s%s%s" : " [--%s%s%s]", option->name, option->value ? " " : "",
                option->value ? option->value : "");
    if (command->rest)
        fprintf(out, " %s", command->rest);
    fprintf(out, "%s\n", command->needs == NEEDS_NOTHING ? "" : " [--config FILE]");
}

static int help_command(const struct cli_call *call)
{
    (void)call;
    puts("AMS: attendance for a college, with a face check. `ams COMMAND --help` tells more.\n");
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        if (commands[i].summary)
            printf("  ams %-14s %s\n", commands[i].name, commands[i].summary);
    puts("\nSettings come from ./ams.conf, else /etc/ams/ams.conf (or --config FILE), and from AMS_NAME variables: "
         "`ams config` lists them.");
    return CLI_OK;
}

static int refuse_usage(const struct command *command, const char *what, const char *word)
{
    fprintf(stderr, "ams: %s%s%s.\n", what, word ? " " : "", word ? word : "");
    if (command)
        print_usage(stderr, command);
    else
        fputs("`ams help` lists the commands.\n", stderr);
    return CLI_USAGE;
}

/* The command whose words begin argv; *ret_words of them. */
static const struct command *find_command(int argc, char **argv, int *ret_words)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        const char *name = commands[i].name;
        const char *space = strchr(name, ' ');
        size_t size = space ? (size_t)(space - name) : strlen(name);
        if (strlen(argv[1]) != size || strncmp(argv[1], name, size) != 0)
            continue;
        if (space && (argc < 3 || strcmp(argv[2], space + 1) != 0))
            continue;
        *ret_words = space ? 2 : 1;
        return &commands[i];
    }
    return NULL;
}

/*
 * Reads the option at argv[*at] into `call` or *ret_config_path and moves *at to its last word. CLI_OK, or CLI_USAGE
 * after it has said why.
 */
static int read_option(const struct command *command, int argc, char **argv, int *at, struct cli_call *call,
                       const char **ret_config_path)
{
    static const struct option config_option = {"config", "FILE", false};
    const char *word = argv[*at] + 2;
    size_t size = strcspn(word, "=");
    const struct option *option = NULL;
    const char **target = NULL;

    for (size_t i = 0; command->options[i].name; i++)
        if (strlen(command->options[i].name) == size && strncmp(command->options[i].name, word, size) == 0) {
            option = &command->options[i];
            target = &call->values[i];
        }
    if (!option && command->needs != NEEDS_NOTHING && size == 6 && strncmp(word, "config", 6) == 0) {
        option = &config_option;
        target = ret_config_path;
    }
    if (!option)
        return refuse_usage(command, "there is no option", argv[*at]);
    if (*target)
        return refuse_usage(command, "given twice:", argv[*at]);
    if (!option->value && word[size] == '=')
        return refuse_usage(command, "takes no value:", argv[*at]);
    if (!option->value)
        *target = "";
    else if (word[size] == '=')
        *target = word + size + 1;
    else if (*at + 1 < argc)
        *target = argv[++*at];
    else
        return refuse_usage(command, "needs a value:", argv[*at]);
    return CLI_OK;
}

static int run_command(const struct command *command, struct cli_call *call, const char *config_path,
                       char *const *environment)
{
    static const struct {
        const char *word;
        enum log_level level;
    } levels[] = {{"debug", LOG_DEBUG}, {"info", LOG_INFO}, {"warn", LOG_WARN}, {"error", LOG_ERROR}};
    struct config config;
    char error[CONFIG_ERROR_SIZE], missing[INSTALLATION_ERROR_SIZE];

    if (command->needs == NEEDS_NOTHING)
        return command->run(call);
    if (!config_load(&config, config_path, environment, error))
        return cli_fail("%s", error);
    if (environment == environ)
        config_forget_environment(environ);
    for (size_t i = 0; i < ARRAY_LENGTH(levels); i++)
        if (strcmp(levels[i].word, config.log_level) == 0)
            log_set_level(levels[i].level);
    call->config = &config;
    bool ready = command->needs != NEEDS_INSTALLATION || installation_found(&config, missing);
    int code = ready ? command->run(call) : cli_fail("%s", missing);
    config_release(&config);
    return code;
}

int cli_run(int argc, char **argv, char *const *environment)
{
    struct cli_call call = {0};
    const char *config_path = NULL;
    int words = 0;

    if (argc < 2) {
        help_command(&call);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help_command(&call);
    if (strcmp(argv[1], "--version") == 0)
        return version_command(&call);
    const struct command *command = find_command(argc, argv, &words);
    if (!command)
        return refuse_usage(NULL, "there is no command", argv[1]);

    /* A command with words of its own gets all that follows its name, but for a --config in front of them. */
    int at = 1 + words;
    for (; at < argc && strncmp(argv[at], "-", 1) == 0; at++) {
        if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
            printf("%s.\n", command->summary ? command->summary : "the server's own");
            print_usage(stdout, command);
            return CLI_OK;
        }
        if (strncmp(argv[at], "--", 2) != 0)
            return refuse_usage(command, "there is no option", argv[at]);
        int code = read_option(command, argc, argv, &at, &call, &config_path);
        if (code != CLI_OK)
            return code;
    }
    if (at < argc && !command->rest)
        return refuse_usage(command, "this word is too much:", argv[at]);
    for (size_t i = 0; command->options[i].name; i++)
        if (command->options[i].required && !call.values[i])
            return refuse_usage(command, "this option is missing:", command->options[i].name);
    call.rest_count = argc - at;
    call.rest = argv + at;
    return run_command(command, &call, config_path, environment);
}
