/* SPDX-License-Identifier: MIT */
/*
 * Workers that crash, hang, escape and lie. Each costs the request that it happened over, and the next one is answered;
 * whatever a worker tries to do but compute ends it, and nothing of it is to be seen outside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "worker/worker.h"

enum { ANSWER_MAX = 1 << 16, LIMIT_MS = 20000, SHORT_MS = 100 };

/* What the worker may reach for: opened before it was shut in, or known to it. */
static struct {
    char folder[64], file[96];
    pid_t parent;
} prey;

/* ---- what the workers do ---- */

static bool echo(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    pack_bytes(answer, request, size);
    return true;
}

static void *say_seven(void *answer)
{
    pack_u32(answer, 7);
    return NULL;
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* Sorts more than the C library does on its stack: it then asks how much memory the machine has. */
static bool sort_many(void)
{
    enum { MANY = 100000 };
    int *numbers = malloc(MANY * sizeof(*numbers));
    if (!numbers)
        return false;
    for (unsigned i = 0; i < MANY; i++)
        numbers[i] = (int)(i * 2654435761u >> 8);
    qsort(numbers, MANY, sizeof(*numbers), by_number);
    bool sorted = numbers[0] <= numbers[MANY / 2] && numbers[MANY / 2] <= numbers[MANY - 1];
    free(numbers);
    return sorted;
}

/* What computing needs: memory, threads, time, and what the C library does for it. */
static bool compute(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)request;
    (void)size;
    pthread_t thread;
    struct timespec now;
    char *memory = malloc(64 << 20);
    if (!memory || clock_gettime(CLOCK_MONOTONIC, &now) != 0 || pthread_create(&thread, NULL, say_seven, answer) != 0)
        return false;
    memset(memory, 1, 64 << 20);
    pthread_join(thread, NULL);
    char *more = realloc(memory, 128 << 20);
    bool good = more && sort_many();
    free(more);
    return good;
}

static bool no_memory(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)request;
    (void)size;
    (void)answer;
    return false;
}

/* A bug, as the compiler must not see it. */
static bool crash(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)size;
    (void)answer;
    raise(SIGSEGV);
    return request[0] == 0;
}

static bool hang(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)request;
    (void)size;
    (void)answer;
    for (volatile bool on = true; on;)
        ;
    return false;
}

static bool boast(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)request;
    (void)size;
    answer->max = ANSWER_MAX + 1;
    static const char much[ANSWER_MAX + 1];
    pack_bytes(answer, much, sizeof(much));
    return true;
}

/* The ways out. Each answers when the worker is still alive after it. */
static void open_to_read(void)
{
    (void)!open(prey.file, O_RDONLY);
}

static void open_to_write(void)
{
    (void)!open(prey.file, O_WRONLY | O_TRUNC);
}

static void make_file(void)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/planted", prey.folder);
    (void)!open(path, O_CREAT | O_WRONLY, 0600);
}

static void unlink_file(void)
{
    (void)!unlink(prey.file);
}

static void connect_out(void)
{
    const struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(9)};
    int outside = socket(AF_INET, SOCK_STREAM, 0);
    (void)!connect(outside, (const struct sockaddr *)&server, sizeof(server));
}

static void pair_up(void)
{
    int ends[2];
    (void)!socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static void run_program(void)
{
    char *const words[] = {"/bin/touch", prey.file, NULL};
    execv(words[0], words);
}

static void fork_process(void)
{
    if (fork() == 0)
        _exit(0);
}

static void trace_parent(void)
{
    ptrace(PTRACE_ATTACH, prey.parent, 0, 0);
}

static void kill_parent(void)
{
    kill(prey.parent, SIGTERM);
}

static void read_parent(void)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {&prey, 1};
    (void)!process_vm_readv(prey.parent, &here, 1, &there, 1, 0);
}

static void make_code(void)
{
    (void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void turn_into_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void raise_limits(void)
{
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){1000, 1000});
}

static void become_somebody(void)
{
    (void)!setuid(0);
}

static void new_namespace(void)
{
    syscall(SYS_unshare, 0x10000000);
}

static void use_ring(void)
{
    syscall(425, 4, NULL); // io_uring_setup: calls that no filter sees
}

static const struct {
    const char *name;
    void (*try)(void);
} ways[] = {
    {"open to read", open_to_read}, {"open to write", open_to_write}, {"make a file", make_file},
    {"unlink", unlink_file},        {"connect", connect_out},         {"socketpair", pair_up},
    {"exec", run_program},          {"fork", fork_process},           {"ptrace", trace_parent},
    {"kill", kill_parent},          {"read memory", read_parent},     {"map code", make_code},
    {"make code", turn_into_code},  {"raise limits", raise_limits},   {"setuid", become_somebody},
    {"unshare", new_namespace},     {"io_uring", use_ring},
};

static bool escape(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    struct unpack unpack = {.at = request, .left = size};
    ways[unpack_u32(&unpack)].try();
    pack_bytes(answer, "out", 3);
    return true;
}

/* What the kernel says of the process, where it may still be asked: it may not, so the parent asks. */
static bool tell_itself(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    (void)request;
    (void)size;
    pack_u32(answer, (uint32_t)getpid());
    return true;
}

/* ---- the tests ---- */

struct scene {
    struct keeper *keeper;
    struct workers *workers;
};

static unsigned heard; // requests that were lost, as the workers' watcher heard

static void hear(const char *name)
{
    heard += name[0] != '\0';
}

static int set_up(void **state)
{
    static const struct worker_op ops[] = {
        {"echo", ANSWER_MAX, ANSWER_MAX, echo, NULL},
        {"compute", 8, 8, compute, NULL},
        {"no memory", 8, 8, no_memory, NULL},
        {"crash", 8, 8, crash, NULL},
        {"hang", 8, 8, hang, NULL},
        {"boast", 8, ANSWER_MAX + 1, boast, NULL},
        {"escape", 8, 8, escape, NULL},
        {"itself", 8, 8, tell_itself, NULL},
    };
    static struct scene scene;
    char error[KEEPER_ERROR_SIZE];
    prey.parent = getpid();
    str_copy(prey.folder, sizeof(prey.folder), "/tmp/ams-worker-XXXXXX");
    assert_non_null(mkdtemp(prey.folder));
    snprintf(prey.file, sizeof(prey.file), "%s/file", prey.folder);
    FILE *file = fopen(prey.file, "w");
    assert_non_null(file);
    fputs("whole", file);
    fclose(file);
    scene.keeper = keeper_fork(&(struct worker_kit){ops, ARRAY_LENGTH(ops)}, error);
    if (!scene.keeper)
        fail_msg("%s", error);
    scene.workers = workers_open(scene.keeper, 2);
    assert_non_null(scene.workers);
    heard = 0;
    workers_watch(scene.workers, hear);
    *state = &scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    char command[128];
    workers_close(scene->workers);
    keeper_close(scene->keeper);
    snprintf(command, sizeof(command), "rm -r %s", prey.folder);
    return system(command);
}

static enum worker_result call(struct scene *scene, const char *name, const void *bytes, size_t size, unsigned limit_ms,
                               struct pack *ret_answer)
{
    const struct iovec part = {(void *)(uintptr_t)bytes, size};
    const struct worker_call request = {
        .name = name, .parts = &part, .count = 1, .answer_max = ANSWER_MAX, .limit_ms = limit_ms};
    return workers_call(scene->workers, &request, ret_answer);
}

static void expect_echo(struct scene *scene)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    assert_int_equal(call(scene, "echo", "hello", 5, LIMIT_MS, &answer), WORKER_DONE);
    assert_int_equal(answer.size, 5);
    assert_memory_equal(answer.bytes, "hello", 5);
}

static void expect_lost(struct scene *scene, const char *name, unsigned limit_ms)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    struct workers_figures before = workers_figures(scene->workers);
    assert_int_equal(call(scene, name, "", 0, limit_ms, &answer), WORKER_LOST);
    assert_null(answer.bytes);
    struct workers_figures after = workers_figures(scene->workers);
    assert_int_equal(after.lost, before.lost + 1);
    assert_int_equal(heard, after.lost);
    assert_int_equal(after.busy, 0);
    expect_echo(scene);
}

static void test_answers(void **state)
{
    struct scene *scene = *state;
    CLOSES(pack_release) struct pack answer = {.max = 0}, large = {.max = 0};
    static char much[ANSWER_MAX];
    expect_echo(scene);
    assert_int_equal(call(scene, "compute", "", 0, LIMIT_MS, &answer), WORKER_DONE);
    assert_int_equal(answer.size, sizeof(uint32_t));
    memset(much, 'x', sizeof(much));
    assert_int_equal(call(scene, "echo", much, sizeof(much), LIMIT_MS, &large), WORKER_DONE);
    assert_int_equal(large.size, sizeof(much));
    assert_memory_equal(large.bytes, much, sizeof(much));
    assert_int_equal(workers_figures(scene->workers).lost, 0);
}

/* Each ends its worker, costs its own request, and nothing else. */
static void test_a_death_costs_one_request(void **state)
{
    struct scene *scene = *state;
    expect_lost(scene, "crash", LIMIT_MS);
    expect_lost(scene, "no memory", LIMIT_MS);
    expect_lost(scene, "boast", LIMIT_MS);
    expect_lost(scene, "no such thing", LIMIT_MS);
    expect_lost(scene, "hang", SHORT_MS); // it hangs for ever: how long is waited makes no difference
    CLOSES(pack_release) struct pack answer = {.max = 0};
    static const char much[ANSWER_MAX + 1];
    assert_int_equal(call(scene, "echo", much, sizeof(much), LIMIT_MS, &answer), WORKER_LOST);
    expect_echo(scene);
}

static pid_t process_of_worker(struct scene *scene)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    assert_int_equal(call(scene, "itself", "", 0, LIMIT_MS, &answer), WORKER_DONE);
    struct unpack unpack = {.at = answer.bytes, .left = answer.size};
    return (pid_t)unpack_u32(&unpack);
}

/* Killed from outside while it waits: nobody has noticed, and nobody pays. The keeper too. */
static void test_killed_meanwhile(void **state)
{
    struct scene *scene = *state;
    pid_t worker = process_of_worker(scene);
    assert_int_equal(kill(worker, SIGKILL), 0);
    for (char path[64], line[256] = ""; !strchr(line, 'Z') && !strchr(line, 'X');) {
        snprintf(path, sizeof(path), "/proc/%d/stat", (int)worker);
        FILE *file = fopen(path, "r");
        if (!file || !fgets(line, sizeof(line), file))
            str_copy(line, sizeof(line), "X");
        if (file)
            fclose(file);
    }
    expect_echo(scene);
    assert_int_equal(workers_figures(scene->workers).lost, 0);
    assert_int_not_equal(process_of_worker(scene), worker);
}

static void test_none_lives_long(void **state)
{
    struct scene *scene = *state;
    pid_t first = process_of_worker(scene);
    for (int i = 2; i < WORKER_CALLS_MAX; i++)
        expect_echo(scene);
    assert_int_equal(process_of_worker(scene), first);
    assert_int_not_equal(process_of_worker(scene), first);
    assert_int_equal(workers_figures(scene->workers).lost, 0);
}

/* Those that are all busy say so. */
static void test_all_held(void **state)
{
    struct scene *scene = *state;
    struct worker *held[] = {workers_hold(scene->workers), workers_hold(scene->workers)};
    assert_true(held[0] && held[1]);
    assert_null(workers_hold(scene->workers));
    assert_int_equal(workers_figures(scene->workers).busy, 2);
    workers_give(scene->workers, held[0]);
    expect_echo(scene);
    workers_give(scene->workers, held[1]);
}

static void test_every_way_out_ends_it(void **state)
{
    struct scene *scene = *state;
    char left[8] = "";
    for (uint32_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        CLOSES(pack_release) struct pack answer = {.max = 0};
        enum worker_result result = call(scene, "escape", &i, sizeof(i), LIMIT_MS, &answer);
        if (result != WORKER_LOST)
            fail_msg("%s: the worker is alive", ways[i].name);
        expect_echo(scene);
    }
    FILE *file = fopen(prey.file, "r");
    assert_non_null(file);
    assert_non_null(fgets(left, sizeof(left), file));
    fclose(file);
    assert_string_equal(left, "whole");
    assert_int_equal(rmdir(prey.folder), -1);
    assert_int_equal(errno, ENOTEMPTY);
}

/* What /proc says of it. */
static void test_what_it_is(void **state)
{
    struct scene *scene = *state;
    char path[64], line[256];
    int found = 0;
    pid_t worker = process_of_worker(scene);
    snprintf(path, sizeof(path), "/proc/%d/status", (int)worker);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        found += strcmp(line, "NoNewPrivs:\t1\n") == 0 || strcmp(line, "Seccomp:\t2\n") == 0;
    fclose(file);
    assert_int_equal(found, 2);
    snprintf(path, sizeof(path), "/proc/%d/limits", (int)worker);
    file = fopen(path, "r");
    assert_non_null(file);
    for (found = 0; fgets(line, sizeof(line), file);)
        found += strncmp(line, "Max core file size        0                    0 ", 47) == 0;
    fclose(file);
    assert_int_equal(found, 1);
    for (int descriptor = 5; descriptor < 64; descriptor++) { // 0 to 2 lead nowhere, 4 is its socket
        snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)worker, descriptor);
        assert_int_equal(access(path, F_OK), -1);
    }
}

/* Bytes that end early, or claim to be more than there are. */
static void test_unpacks_nothing_that_is_not_there(void **state)
{
    (void)state;
    CLOSES(pack_release) struct pack pack = {.max = 64};
    size_t size = 0;
    pack_u32(&pack, 5);
    pack_block(&pack, "abc", 3);
    pack_u64(&pack, UINT64_MAX); // a block that is not there
    struct unpack unpack = {.at = pack.bytes, .left = pack.size};
    assert_int_equal(unpack_u32(&unpack), 5);
    assert_memory_equal(unpack_block(&unpack, 3, &size), "abc", 3);
    assert_null(unpack_block(&unpack, SIZE_MAX, &size));
    assert_true(unpack.failed);
    assert_int_equal(unpack_u32(&unpack), 0);
    assert_false(unpack_done(&unpack));
    unpack = (struct unpack){.at = pack.bytes + 4, .left = 11};
    assert_null(unpack_block(&unpack, 2, &size)); // longer than is taken
    unpack = (struct unpack){.at = pack.bytes + pack.size - 8, .left = 4};
    assert_true(unpack_float(&unpack) == 0 && unpack.failed); // no number
    char much[64] = "";
    pack_bytes(&pack, much, sizeof(much));
    assert_true(pack.failed);
    assert_int_equal(pack.size, 23);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_death_costs_one_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_killed_meanwhile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_none_lives_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_all_held, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_way_out_ends_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_it_is, set_up, tear_down),
        cmocka_unit_test(test_unpacks_nothing_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
