/* SPDX-License-Identifier: MIT */
/* Commands that do one thing on the data and end. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/services.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/people/account.h"
#include "school/common/audit.h"
#include "school/demo/demo_scale.h"
#include "school/people/invitation.h"

enum { TOOLS_ARENA_MAX = 1 << 20 };

int migrate_command(const struct cli_call *call)
{
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    int64_t version;

    if (!services_open_store(&services, call->config, &version, error))
        return cli_fail("%s", error);
    printf("The database is at schema %lld.\n", (long long)version);
    services_close(&services);
    return CLI_OK;
}

/* What the faults of adding an account mean on the command line. */
static const char *account_fault(enum fault fault)
{
    switch (fault) {
    case FAULT_NAME_INVALID:
        return "The name must have 1 to 100 characters.";
    case FAULT_EMAIL_INVALID:
        return "This is no e-mail address.";
    case FAULT_EMAIL_TAKEN:
        return "There is an account with this e-mail address already.";
    case FAULT_PASSWORD_TOO_SHORT:
        return "The password is too short: students need 8 characters, professors and administrators 15.";
    case FAULT_PASSWORD_TOO_LONG:
        return "The password is longer than 1024 bytes.";
    case FAULT_PASSWORD_TOO_COMMON:
        return "Many people use this password. Choose another one.";
    default:
        return "The database failed.";
    }
}

/* The first line of standard input without its end; false when there is none or it is too long. */
static bool read_password(char *password, size_t size)
{
    if (!fgets(password, (int)size, stdin))
        return false;
    size_t length = strcspn(password, "\r\n");
    bool whole = password[length] != '\0' || feof(stdin);
    password[length] = '\0';
    return whole;
}

static int add_account(struct school *school, const char *name, const char *email, enum role role)
{
    char password[PASSWORD_BYTES_MAX + 2];
    struct account_request request = {.name = name, .email = email, .password = password};
    struct user user;

    if (!read_password(password, sizeof(password)))
        return cli_fail("Standard input has no password on its first line, or a too long one.");
    CLOSES(arena_release) struct arena arena = arena_of(TOOLS_ARENA_MAX);
    enum fault fault = account_add(school, &request, role, &arena, &user);
    secret_wipe(password, sizeof(password));
    if (fault != FAULT_NONE)
        return cli_fail("%s", account_fault(fault));
    printf("%s %s has the number %lld.\n", role_code(role), user.email, (long long)user.id);
    return CLI_OK;
}

static int invite(struct school *school, const struct config *config, const char *name, const char *email,
                  enum role role)
{
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;

    enum fault fault = invitation_create(school, NULL, role, name, email, token, &expires_at);
    if (fault != FAULT_NONE)
        return cli_fail("%s", account_fault(fault));
    printf("Give this link to %s; it works once, within %d days:\n  %s/welcome#%s\n", email, INVITATION_DAYS,
           config->public_url, token);
    return CLI_OK;
}

int user_add_command(const struct cli_call *call)
{
    const char *name = call->values[0];
    const char *email = call->values[1];
    bool with_password = call->values[3] != NULL;
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    enum role role;

    if (!role_parse(call->values[2], &role)) {
        cli_fail("--role must be administrator, professor or student, not \"%s\".", call->values[2]);
        return CLI_USAGE;
    }
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    int code = with_password ? add_account(services.school, name, email, role)
                             : invite(services.school, call->config, name, email, role);
    services_close(&services);
    return code;
}

static void print_demo(FILE *out, const struct demo *demo)
{
    fprintf(
        out,
        "administrator  %s\nprofessor      %s\nstudent        %s\npassword       %s  (all demo accounts share it)\n",
        demo->administrator, demo->professor, demo->student, demo->password);
}

/* Keeps the accounts in a file that only its owner reads. */
static bool write_demo(const char *path, const struct demo *demo)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!file)
        return false;
    print_demo(file, demo);
    return fclose(file) == 0;
}

/* A database that holds the demo already: says again who to sign in as. False when this is no demo. */
static bool print_demo_again(const char *path)
{
    char line[256];
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    printf("The demo college is there already (%s):\n", path);
    while (fgets(line, sizeof(line), file))
        fputs(line, stdout);
    fclose(file);
    return true;
}

/* "1", "0.25", "0.001" in thousandths. */
static bool read_scale(const char *text, int64_t *ret_thousandths)
{
    char digits[8] = "000";
    if (strcmp(text, "1") == 0 || strcmp(text, "1.0") == 0) {
        *ret_thousandths = SCALE_THOUSANDTHS_MAX;
        return true;
    }
    size_t size = strncmp(text, "0.", 2) == 0 ? strlen(text + 2) : 0;
    if (size < 1 || size > 3)
        return false;
    memcpy(digits, text + 2, size);
    return str_to_int(digits, 1, SCALE_THOUSANDTHS_MAX - 1, ret_thousandths);
}

/* On one line of a terminal, ten lines in a log. */
static void print_progress(void *context, int64_t done, int64_t classrooms)
{
    (void)context;
    if (isatty(STDOUT_FILENO))
        printf("\r%lld of %lld classrooms%s", (long long)done, (long long)classrooms, done == classrooms ? "\n" : "");
    else if (done * 10 / classrooms > (done - 1) * 10 / classrooms)
        printf("%lld of %lld classrooms\n", (long long)done, (long long)classrooms);
    fflush(stdout);
}

/* The demo, or the large one when `request` asks for one. */
static enum fault fill_demo(struct school *school, const struct demo_scale_request *request, struct demo *demo)
{
    return request->thousandths > 0 ? demo_scale(school, request, demo) : demo_fill(school, demo);
}

int demo_command(const struct cli_call *call)
{
    struct services services;
    struct demo demo;
    struct demo_scale_request request = {.seed = 2026, .progress = print_progress};
    int64_t seed = 2026;
    char error[SERVICES_ERROR_SIZE];
    char path[1024];
    int code = CLI_OK;

    if ((call->values[0] && !read_scale(call->values[0], &request.thousandths)) ||
        (call->values[1] && !str_to_int(call->values[1], 0, INT64_MAX, &seed))) {
        cli_fail("--scale must be 1 or from 0.001 to 0.999, --seed a whole number.");
        return CLI_USAGE;
    }
    request.seed = (uint64_t)seed;
    snprintf(path, sizeof(path), "%s/demo-accounts.txt", call->config->data_dir);
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = fill_demo(services.school, &request, &demo);
    if (fault == FAULT_NOT_ALLOWED && !print_demo_again(path))
        code = cli_fail("There are accounts in this database already. The demo needs an empty one.");
    else if (fault != FAULT_NONE && fault != FAULT_NOT_ALLOWED)
        code = cli_fail("The database failed half way: begin again with a fresh one.");
    if (fault == FAULT_NONE) {
        puts("A demo college is there to look at. Sign in as:");
        print_demo(stdout, &demo);
        if (!write_demo(path, &demo))
            code = cli_fail("%s cannot be written: %s. Note the password above.", path, strerror(errno));
    }
    secret_wipe(&demo, sizeof(demo));
    services_close(&services);
    return code;
}
