/* SPDX-License-Identifier: MIT */
#include "worker/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/str.h"
#include "worker/channel.h"
#include "worker/sandbox.h"

enum {
    WORKER_SOCKET = 4, // in the worker
    READY_S = 120,     // models may come from a slow disk
    ANSWER_S = 20,
    WORKER_NICE = 10,
};
static const int64_t ns_a_second = 1000000000;

struct keeper {
    pthread_mutex_t lock; // one order at a time
    char *const *words;   // NULL: forked
    const struct worker_kit *kit;
    pid_t process;
    int socket; // -1: there is none
};

/* What it is told: a descriptor comes with an order to start. */
struct order {
    pid_t end; // this worker; 0: start one
};

/* What it says first, and after each start. */
struct word {
    pid_t worker; // 0: ready, or none could be started
    bool good;
    char sentence[KEEPER_ERROR_SIZE];
};

/* ---- the keeper's process ---- */

static bool receive_order(int socket, struct order *order, int *ret_passed)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {order, sizeof(*order)};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
    ssize_t size;
    do
        size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    const struct cmsghdr *head = size == sizeof(*order) ? CMSG_FIRSTHDR(&message) : NULL;
    *ret_passed = -1;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
        head->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(ret_passed, CMSG_DATA(head), sizeof(int));
    return size == sizeof(*order);
}

_Noreturn static void be_worker(int keeper_socket, int passed, const struct worker_kit *kit)
{
    close(keeper_socket);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    // Who waits for a picture waits anyway; who only reads should not wait for pictures.
    if (nice(WORKER_NICE) < 0)
        errno = 0; // then it is only less polite
    // Past the standard ones, wherever it was.
    if (passed != WORKER_SOCKET && dup2(passed, WORKER_SOCKET) < 0)
        _exit(1);
    worker_serve(WORKER_SOCKET, kit);
}

/* A child that has ended keeps its number until it is waited for, so this is never somebody else's. */
static void end_worker(pid_t worker)
{
    if (waitpid(worker, NULL, WNOHANG) != 0)
        return;
    kill(worker, SIGKILL);
    waitpid(worker, NULL, 0);
}

static void say(int socket, const struct word *word)
{
    (void)send(socket, word, sizeof(*word), MSG_NOSIGNAL);
}

/* What the program that was forked would have caught is nothing to catch here. */
static void forget_handlers(void)
{
    for (int i = 1; i < NSIG; i++)
        (void)signal(i, SIG_DFL);
}

/* Whether a process can be shut in here: a system that refuses it says so at the start, not at each request. */
static bool can_shut_in(int socket)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0)
        _exit(dup2(socket, WORKER_SOCKET) < 0 || !worker_shut_in(WORKER_SOCKET));
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

_Noreturn void keeper_serve(int socket, const struct worker_kit *kit)
{
    struct order order;
    int passed;
    forget_handlers();
    if (!sandbox_enter_keeper())
        keeper_refuse(socket, "The system does not let a process give up new privileges.");
    if (!can_shut_in(socket))
        keeper_refuse(socket,
                      "The system does not let a process shut itself in (seccomp), as looking at pictures needs.");
    say(socket, &(struct word){.good = true});
    while (receive_order(socket, &order, &passed)) {
        struct word word = {.worker = 0};
        if (order.end > 0) {
            end_worker(order.end);
        } else if (passed >= 0) {
            pid_t child = fork();
            if (child == 0)
                be_worker(socket, passed, kit);
            word = (struct word){.worker = child > 0 ? child : 0, .good = child > 0};
            say(socket, &word);
        }
        if (passed >= 0)
            close(passed);
    }
    _exit(0);
}

_Noreturn void keeper_refuse(int socket, const char *sentence)
{
    struct word word = {.good = false};
    str_copy(word.sentence, sizeof(word.sentence), sentence);
    say(socket, &word);
    _exit(1);
}

/* ---- the server's side ---- */

static bool hear(int socket, int seconds, struct word *word)
{
    return channel_receive(socket, word, sizeof(*word), clock_steady_ns() + seconds * ns_a_second);
}

/* Runs /proc/self/exe, which is this very program even when its file has been replaced by an upgrade. */
static pid_t run_program(char *const *words, int socket)
{
    char *const nothing[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t process = 0;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return 0;
    bool made = posix_spawn_file_actions_adddup2(&actions, socket, KEEPER_SOCKET) == 0 &&
                posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
                posix_spawn_file_actions_addclosefrom_np(&actions, KEEPER_SOCKET + 1) == 0;
    if (!made || posix_spawn(&process, "/proc/self/exe", &actions, NULL, words, nothing) != 0)
        process = 0;
    posix_spawn_file_actions_destroy(&actions);
    return process;
}

static pid_t fork_keeper(const struct worker_kit *kit, int theirs)
{
    pid_t process = fork();
    if (process == 0) {
        // Nothing of the caller's: it would keep sockets open that others wait for the end of.
        if (dup2(theirs, KEEPER_SOCKET) < 0 || close_range(KEEPER_SOCKET + 1, ~0u, 0) != 0)
            _exit(1);
        keeper_serve(KEEPER_SOCKET, kit);
    }
    return process > 0 ? process : 0;
}

/* The lock is held, or nobody else knows the keeper yet. */
static bool begin(struct keeper *keeper, char error[static KEEPER_ERROR_SIZE])
{
    int ends[2];
    struct word word = {.good = false};
    snprintf(error, KEEPER_ERROR_SIZE, "The process for pictures and archives could not be started: %s.",
             strerror(errno));
    if ((!keeper->words && !keeper->kit) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    keeper->process = keeper->words ? run_program(keeper->words, ends[1]) : fork_keeper(keeper->kit, ends[1]);
    close(ends[1]);
    if (keeper->process > 0 && hear(ends[0], READY_S, &word) && word.good) {
        keeper->socket = ends[0];
        return true;
    }
    word.sentence[sizeof(word.sentence) - 1] = '\0';
    if (word.sentence[0] != '\0')
        snprintf(error, KEEPER_ERROR_SIZE, "%s", word.sentence);
    close(ends[0]);
    if (keeper->process > 0) {
        kill(keeper->process, SIGKILL);
        waitpid(keeper->process, NULL, 0);
    }
    keeper->process = 0;
    return false;
}

static void end(struct keeper *keeper)
{
    if (keeper->socket < 0)
        return;
    close(keeper->socket); // it ends when it reads the end
    keeper->socket = -1;
    if (keeper->process > 0)
        waitpid(keeper->process, NULL, 0);
    keeper->process = 0;
}

static struct keeper *open_keeper(const struct keeper *plan, char error[static KEEPER_ERROR_SIZE])
{
    struct keeper *keeper = malloc(sizeof(*keeper));
    if (!keeper) {
        snprintf(error, KEEPER_ERROR_SIZE, "There is not enough memory.");
        return NULL;
    }
    *keeper = *plan;
    pthread_mutex_init(&keeper->lock, NULL);
    if (begin(keeper, error))
        return keeper;
    keeper_close(keeper);
    return NULL;
}

struct keeper *keeper_open(char *const *words, char error[static KEEPER_ERROR_SIZE])
{
    return open_keeper(&(struct keeper){.words = words, .socket = -1}, error);
}

struct keeper *keeper_fork(const struct worker_kit *kit, char error[static KEEPER_ERROR_SIZE])
{
    struct keeper *keeper = open_keeper(&(struct keeper){.kit = kit, .socket = -1}, error);
    if (keeper)
        keeper->kit = NULL; // the caller's, and by now this process may have threads: never again
    return keeper;
}

void keeper_close(struct keeper *keeper)
{
    if (!keeper)
        return;
    end(keeper);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}

static bool give_order(const struct keeper *keeper, const struct order *order, int passed)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    struct iovec part = {(void *)(uintptr_t)order, sizeof(*order)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (passed >= 0) {
        control.head =
            (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        memcpy(CMSG_DATA(&control.head), &passed, sizeof(int));
    }
    return sendmsg(keeper->socket, &message, MSG_NOSIGNAL) == sizeof(*order);
}

static bool start_once(struct keeper *keeper, int theirs, pid_t *ret_worker)
{
    struct word word = {.good = false};
    if (!give_order(keeper, &(struct order){.end = 0}, theirs) || !hear(keeper->socket, ANSWER_S, &word)) {
        if (keeper->process > 0)
            kill(keeper->process, SIGKILL);
        end(keeper);
        return false;
    }
    *ret_worker = word.worker;
    return word.good;
}

bool keeper_start(struct keeper *keeper, pid_t *ret_worker, int *ret_socket)
{
    int ends[2];
    char error[KEEPER_ERROR_SIZE];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&keeper->lock);
    bool started = keeper->socket >= 0 && start_once(keeper, ends[1], ret_worker);
    if (!started && keeper->socket < 0)
        started = begin(keeper, error) && start_once(keeper, ends[1], ret_worker);
    close(ends[1]);
    if (started)
        *ret_socket = ends[0];
    else
        close(ends[0]);
    return started;
}

void keeper_end(struct keeper *keeper, pid_t worker)
{
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&keeper->lock);
    if (keeper->socket >= 0)
        (void)give_order(keeper, &(struct order){.end = worker}, -1);
}
