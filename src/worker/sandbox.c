/* SPDX-License-Identifier: MIT */
/*
 * Landlock and seccomp by their system calls: what is needed of them is one rule set without a rule and one list of
 * numbers, and neither needs a library.
 */
#include "worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#ifdef ARCHITECTURE

/* Computing, memory, threads, the one socket, and the end. */
static const unsigned allowed[] = {
    __NR_read,
    __NR_write,
    __NR_readv,
    __NR_writev,
    __NR_close,
    __NR_futex,
    __NR_munmap,
    __NR_mremap,
    __NR_madvise,
    __NR_brk,
    __NR_clock_gettime,
    __NR_clock_getres,
    __NR_gettimeofday,
    __NR_nanosleep,
    __NR_clock_nanosleep,
    __NR_sched_yield,
    __NR_rt_sigreturn,
    __NR_rt_sigaction,
    __NR_rt_sigprocmask,
    __NR_sigaltstack,
    __NR_getpid,
    __NR_gettid,
    __NR_exit,
    __NR_exit_group,
    __NR_restart_syscall,
    __NR_getrandom,
    __NR_getrusage,
    __NR_set_robust_list,
    __NR_sched_getaffinity,
    __NR_sysinfo, // how much memory there is: qsort() asks before it sorts many
#ifdef __NR_rseq
    __NR_rseq,
#endif
};

/* What the C library tries and does without. */
static const struct {
    unsigned number;
    unsigned error;
} refused[] = {
#ifdef __NR_clone3
    {__NR_clone3, ENOSYS}, // its flags lie in memory where no filter can look: clone takes them in a register
#endif
    {__NR_prctl, EPERM}, // names of threads and of memory
    {__NR_fcntl, EPERM},
};

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define LOW_WORD(index) (offsetof(struct seccomp_data, args) + (index) * sizeof(uint64_t)) // little-endian alone
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))

enum { PROGRAM_MAX = 128 };

struct program {
    struct sock_filter steps[PROGRAM_MAX];
    unsigned short count;
};

static void add(struct program *program, struct sock_filter step)
{
    program->steps[program->count++] = step;
}

/* `number`: this answer. */
static void add_answer(struct program *program, unsigned number, unsigned answer)
{
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    add(program, (struct sock_filter)ANSWER(answer));
}

/* `number`: allowed when the argument's bits under `mask` are `bits`; else the end. */
static void add_masked(struct program *program, unsigned number, size_t argument, unsigned mask, unsigned bits)
{
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 5));
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)LOW_WORD(argument)));
    add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, bits, 0, 1));
    add(program, (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW));
    add(program, (struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
}

static bool filter_calls(void)
{
    struct program program = {.count = 0};
    add(&program, (struct sock_filter)LOAD(arch));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    add(&program, (struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
    add(&program, (struct sock_filter)LOAD(nr));
    // The numbers of x32 have a high bit of their own and match none of these.
    for (size_t i = 0; i < ARRAY_LENGTH(allowed); i++)
        add_answer(&program, allowed[i], SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++)
        add_answer(&program, refused[i].number, SECCOMP_RET_ERRNO | refused[i].error);
    add_masked(&program, __NR_mmap, 2, PROT_EXEC, 0);
    add_masked(&program, __NR_mprotect, 2, PROT_EXEC, 0);
    add_masked(&program, __NR_clone, 0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM);
    add_masked(&program, __NR_tgkill, 0, ~0u, (unsigned)getpid()); // abort()
    add(&program, (struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
    struct sock_fprog whole = {program.count, program.steps};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}

#else
static bool filter_calls(void)
{
    return true; // a processor whose numbers nobody has looked at: docs/SECURITY.md says so
}
#endif

/* ---- Landlock ---- */

/* As linux/landlock.h has them; older headers know less than the kernel may. */
struct rules {
    uint64_t files, ports, scopes;
};

enum { LANDLOCK_CREATE = 444, LANDLOCK_RESTRICT = 446, LANDLOCK_VERSION = 1 };

static long landlock_version(void)
{
    return syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);
}

/* A rule set that handles all there is and allows nothing. */
static bool forbid_files(void)
{
    static const unsigned file_rights[] = {0, 13, 14, 15, 15, 16}; // bits known to each version
    long version = landlock_version();
    if (version < 1) // not in this kernel, switched off, or kept from the service by its unit
        return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    size_t known = (size_t)version < ARRAY_LENGTH(file_rights) ? (size_t)version : ARRAY_LENGTH(file_rights) - 1;
    struct rules rules = {.files = (UINT64_C(1) << file_rights[known]) - 1,
                          .ports = version >= 4 ? 3 : 0,
                          .scopes = version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? sizeof(rules) : version >= 4 ? offsetof(struct rules, scopes) : sizeof(rules.files);
    int set = (int)syscall(LANDLOCK_CREATE, &rules, size, 0);
    if (set < 0)
        return false;
    bool done = syscall(LANDLOCK_RESTRICT, set, 0) == 0;
    close(set);
    return done;
}

/* ---- the process ---- */

static void limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < most)
        most = now.rlim_max;
    (void)setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most});
}

void sandbox_keep_private(void)
{
    limit(RLIMIT_CORE, 0);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Before the system ends the server for memory it ends this one. */
static void offer_oneself(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    (void)!write(file, "500", 3);
    close(file);
}

/* The three standard descriptors lead nowhere; what stands behind `socket` goes. */
static bool close_all_but(int socket)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0)
        return false;
#ifdef __SANITIZE_ADDRESS__
    enum { LAST = 1 }; // its reports
#else
    enum { LAST = 2 };
#endif
    for (int i = 0; i <= LAST; i++)
        if (dup2(nothing, i) < 0)
            return false;
    return close_range(3, (unsigned)socket - 1, 0) == 0 && close_range((unsigned)socket + 1, ~0u, 0) == 0;
}

/* The C library asks for the system's time zone at each local time, even libzip's of an entry's date; named, it is
 * asked for once. No worker's answer holds a local time. */
static bool settle_zone(void)
{
    bool settled = setenv("TZ", "UTC0", 1) == 0;
    tzset();
    return settled;
}

bool sandbox_enter(int socket, const struct sandbox_limits *limits)
{
    offer_oneself();
    if (!settle_zone())
        return false;
    if (socket < 4 || !close_all_but(socket))
        return false;
    limit(RLIMIT_NOFILE, (rlim_t)socket + 1);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, limits->cpu_s);
    if (limits->memory_max > 0)
        limit(RLIMIT_AS, limits->memory_max);
    sandbox_keep_private();
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && forbid_files() && filter_calls();
}

bool sandbox_enter_keeper(void)
{
    sandbox_keep_private();
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

const char *sandbox_words(char text[static 64])
{
    long version = landlock_version();
#ifdef ARCHITECTURE
    const char *filter = "seccomp";
#else
    const char *filter = "no seccomp on this processor";
#endif
    if (version > 0)
        snprintf(text, 64, "%s, Landlock %ld", filter, version);
    else
        snprintf(text, 64, "%s, no Landlock", filter);
    return text;
}
