/* SPDX-License-Identifier: MIT */
/*
 * An open-loop generator: people come when they come, whether the server keeps up or not, and what each waits is
 * counted from the moment at which they came. Students check in by face, each with a session, an address and a
 * connection of their own, and follow what an honest 503 says, as the app does; meanwhile others read and professors
 * mark by hand, at a steady rate. Usage:
 *
 *     load PORT CERTIFICATE FOLDER PID STUDENTS SECONDS READS HANDS
 *
 * PORT: of https://localhost; CERTIFICATE: what it is checked against; FOLDER: as fill.c has made it; PID: the
 * server's, whose memory and processor time are told; STUDENTS come evenly within SECONDS (0: for so long others read
 * and mark alone); READS and HANDS a second.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/str.h"
#include "link.h"
#include "watch.h"

enum {
    SESSIONS_MAX = 20000,
    FACES_MAX = 64,
    LINKS_MAX = 6,      // of a browser to one server
    REQUEST_MAX = 2048, // bytes of a head
    TEXT_SIZE = 512,
    TOKEN_SIZE = 128,
    BESIDE = 20,           // students of a class who are marked by hand and do not check in
    APP_NETWORK_TRIES = 4, // the same: NETWORK_TRIES
    APP_TRIES = 12,        // web/src/api.ts: BUSY_TRIES
    LEAD_S = 3,            // of steady requests before the first student comes
    LIMIT_S = 900,         // then those who are left are undecided
    IN_FLIGHT = 20000,
    TOLD_MAX = 5, // what failed, in words
};

static const int64_t second_ns = 1000000000;

enum kind { HOME, LIVE, REGISTER, HAND, CHECK_IN, CHALLENGE, KINDS };
static const char *const kind_names[KINDS] = {"home", "live", "register", "hand_mark", "check_in", "challenge"};

struct session {
    bool student;
    char token[TOKEN_SIZE], csrf[TOKEN_SIZE], address[32];
    int64_t user, class, lecture;
    size_t face;
    struct link *links[LINKS_MAX]; // as many as it needed at once
};

/* One thing that somebody wants, until it is decided. */
struct visit {
    enum kind kind;
    struct session *session;
    int64_t target;  // of HAND: the student
    int64_t came_ns; // what it is counted from
    int64_t due_ns;  // of its next request
    int64_t step_ns; // when that one step was first due
    unsigned busy;   // honest 503s so far
    unsigned lost;   // connections that broke
    unsigned number; // of the check-in, for its Idempotency-Key
    char challenge[TOKEN_SIZE];
};

struct times {
    double *ms;
    size_t count, room, failed, refused;
};

struct load {
    unsigned port;
    struct session *sessions;
    size_t session_count;
    struct session **students, **beside, **professors; // who check in; who are marked by hand; who do that
    size_t student_count, beside_count, professor_count;
    char *bursts[FACES_MAX];
    size_t burst_sizes[FACES_MAX];
    struct hub *hub;
    struct visit **heap; // by due_ns
    size_t heap_count;
    struct times times[KINDS];
    size_t under_way, undecided;
    size_t busy_sum, busy_max, given_up, dishonest, expired, lost;
    unsigned checks, told;
    bool measures; // from the first student on
};

static void die(const char *what)
{
    fprintf(stderr, "load: %s\n", what);
    exit(1);
}

/* ---- what comes next ---- */

static void swap(struct visit **heap, size_t a, size_t b)
{
    struct visit *visit = heap[a];
    heap[a] = heap[b];
    heap[b] = visit;
}

static void push(struct load *load, struct visit *visit)
{
    if (load->heap_count == IN_FLIGHT * 2)
        die("too much waits");
    size_t at = load->heap_count++;
    load->heap[at] = visit;
    for (; at > 0 && load->heap[at]->due_ns < load->heap[(at - 1) / 2]->due_ns; at = (at - 1) / 2)
        swap(load->heap, at, (at - 1) / 2);
}

static struct visit *pop(struct load *load)
{
    struct visit *first = load->heap[0];
    load->heap[0] = load->heap[--load->heap_count];
    for (size_t at = 0, child; (child = 2 * at + 1) < load->heap_count; at = child) {
        child += child + 1 < load->heap_count && load->heap[child + 1]->due_ns < load->heap[child]->due_ns;
        if (load->heap[at]->due_ns <= load->heap[child]->due_ns)
            break;
        swap(load->heap, at, child);
    }
    return first;
}

static void plan(struct load *load, enum kind kind, struct session *session, int64_t target, int64_t at)
{
    struct visit *visit = calloc(1, sizeof(*visit));
    if (!visit)
        die("no memory");
    *visit = (struct visit){.kind = kind, .session = session, .target = target, .came_ns = at, .due_ns = at};
    visit->step_ns = at;
    push(load, visit);
}

static double random_share(void)
{
    return (double)random() / ((double)RAND_MAX + 1);
}

/* ---- one request ---- */

/* Line by line into `head`, which has room. */
__attribute__((format(printf, 2, 3))) static void say(char head[static REQUEST_MAX], const char *format, ...)
{
    size_t size = strlen(head);
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(head + size, REQUEST_MAX - size, format, arguments) >= (int)(REQUEST_MAX - size))
        die("a head is too long");
    va_end(arguments);
}

/* The burst of the visit's face, its frames told from every other sender's by eight digits in each. */
static void copy_burst(const struct load *load, const struct visit *visit, char *out)
{
    size_t face = visit->session->face, size = load->burst_sizes[face];
    memcpy(out, load->bursts[face], size);
    for (size_t at = 0; at + 18 < size;) {
        const uint8_t *head = (const uint8_t *)out + at;
        char digits[16];
        snprintf(digits, sizeof(digits), "%08u", visit->number % 100000000);
        memcpy(out + at + 4 + 6, digits, 8);
        at += 4 + ((size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3]);
    }
}

static void say_target(const struct visit *visit, char head[static REQUEST_MAX])
{
    const struct session *session = visit->session;
    long long lecture = session->lecture;
    switch (visit->kind) {
    case HOME:
        say(head, "GET /api/student/home HTTP/1.1\r\n");
        break;
    case LIVE:
        say(head, "GET /api/attendance/%lld HTTP/1.1\r\n", lecture);
        break;
    case REGISTER:
        say(head, "GET /api/classroom/%lld/register HTTP/1.1\r\n", (long long)session->class);
        break;
    case HAND:
        say(head, "PUT /api/attendance/%lld/marks/%lld HTTP/1.1\r\n", lecture, (long long)visit->target);
        break;
    case CHALLENGE:
        say(head, "POST /api/attendance/%lld/challenge HTTP/1.1\r\n", lecture);
        break;
    case CHECK_IN:
    case KINDS:
        say(head, "POST /api/attendance/%lld/check-in HTTP/1.1\r\n", lecture);
        say(head, "X-Challenge: %s\r\nIdempotency-Key: check-in-%u\r\n", visit->challenge, visit->number);
        break;
    }
}

static void send_visit(struct load *load, struct visit *visit, struct link *link)
{
    char head[REQUEST_MAX] = "";
    static const char *const marks[] = {"{\"status\":\"P\"}", "{\"status\":\"A\"}"};
    const char *mark = visit->kind == HAND ? marks[random() % 2] : "";
    size_t body = visit->kind == CHECK_IN ? load->burst_sizes[visit->session->face] : strlen(mark);
    say_target(visit, head);
    say(head, "Host: localhost:%u\r\nOrigin: https://localhost:%u\r\n", load->port, load->port);
    say(head, "Cookie: __Host-session=%s\r\nX-CSRF-Token: %s\r\n", visit->session->token, visit->session->csrf);
    if (visit->kind < HAND)
        say(head, "Accept-Encoding: gzip, br\r\n");
    else
        say(head, "Content-Length: %zu\r\n", body);
    if (body > 0)
        say(head, "Content-Type: application/%s\r\n", visit->kind == HAND ? "json" : "octet-stream");
    say(head, "\r\n");
    size_t size = strlen(head);
    char *bytes = malloc(size + body + 1);
    if (!bytes)
        die("no memory");
    memcpy(bytes, head, size);
    if (visit->kind == CHECK_IN)
        copy_burst(load, visit, bytes + size);
    else
        memcpy(bytes + size, mark, body);
    load->under_way++;
    link_ask(link, bytes, size + body, visit);
}

/* On a connection of the session that is free; a browser opens a few, and lets the others wait. */
static void start(struct load *load, struct visit *visit)
{
    for (size_t i = 0; i < LINKS_MAX; i++) {
        struct link **link = &visit->session->links[i];
        if (!*link)
            *link = link_open(load->hub, visit->session->address);
        if (!*link)
            die("no memory");
        if (link_is_free(*link)) {
            send_visit(load, visit, *link);
            return;
        }
    }
    visit->due_ns = clock_steady_ns() + second_ns / 200;
    push(load, visit);
}

/* ---- what came of it ---- */

static void note(struct load *load, enum kind kind, int64_t since_ns)
{
    struct times *times = &load->times[kind];
    if (!load->measures)
        return;
    if (times->count == times->room) {
        times->room = times->room ? 2 * times->room : 1024;
        times->ms = realloc(times->ms, times->room * sizeof(times->ms[0]));
        if (!times->ms)
            die("no memory");
    }
    times->ms[times->count++] = (double)(clock_steady_ns() - since_ns) / 1e6;
}

/* The text behind "name": in the JSON of an answer; false: it is not there. */
static bool text_of(const char *answer, const char *name, char *text, size_t size)
{
    char key[64];
    snprintf(key, sizeof(key), "\"%s\":\"", name);
    const char *begin = strstr(answer, key);
    const char *end = begin ? strchr(begin + strlen(key), '"') : NULL;
    if (!end || (size_t)(end - begin - (ptrdiff_t)strlen(key)) >= size)
        return false;
    begin += strlen(key);
    memcpy(text, begin, (size_t)(end - begin));
    text[end - begin] = '\0';
    return true;
}

static void decide(struct load *load, struct visit *visit, bool good)
{
    bool student = visit->kind == CHECK_IN || visit->kind == CHALLENGE;
    struct times *times = &load->times[student ? CHECK_IN : visit->kind];
    if (good)
        note(load, student ? CHECK_IN : visit->kind, visit->came_ns);
    else
        times->failed += load->measures;
    if (student) {
        load->undecided--;
        load->busy_sum += visit->busy;
        load->busy_max = visit->busy > load->busy_max ? visit->busy : load->busy_max;
        load->given_up += visit->busy > APP_TRIES;
    }
    free(visit);
}

/* As the app does: after what the server says, and spread over a second (web/src/api.ts). */
static void wait(struct load *load, struct visit *visit, const struct link_answer *answer)
{
    char code[64] = "";
    long seconds = answer->retry_after;
    if (seconds < 1 || !text_of(answer->body, "code", code, sizeof(code)) || strcmp(code, "busy") != 0)
        load->dishonest++;
    load->times[visit->kind].refused += load->measures;
    visit->busy++;
    visit->due_ns =
        clock_steady_ns() + (int64_t)((double)second_ns * ((double)(seconds < 1 ? 1 : seconds) + random_share()));
    push(load, visit);
}

static void step(struct load *load, struct visit *visit, enum kind kind)
{
    visit->kind = kind;
    visit->step_ns = visit->due_ns = clock_steady_ns();
    push(load, visit);
}

/* The app says it again a few times; then it says so. */
static void lose(struct load *load, struct visit *visit)
{
    load->lost++;
    visit->due_ns = clock_steady_ns() + (second_ns / 2 << visit->lost);
    if (visit->lost++ < APP_NETWORK_TRIES)
        push(load, visit);
    else
        decide(load, visit, false);
}

static void finish(void *owner, const struct link_answer *answer)
{
    struct load *load = owner;
    struct visit *visit = answer->context;
    char code[64] = "";
    load->under_way--;
    if (answer->status == 0) {
        lose(load, visit);
    } else if (answer->status == 503) {
        wait(load, visit, answer);
    } else if (visit->kind == CHALLENGE && answer->status == 200 &&
               text_of(answer->body, "challenge", visit->challenge, TOKEN_SIZE)) {
        note(load, CHALLENGE, visit->step_ns);
        visit->number = ++load->checks;
        step(load, visit, CHECK_IN);
    } else if (visit->kind == CHECK_IN && text_of(answer->body, "code", code, sizeof(code)) &&
               strcmp(code, "challenge_expired") == 0) {
        load->expired++;
        step(load, visit, CHALLENGE);
    } else {
        if (answer->status != 200 && load->told++ < TOLD_MAX)
            fprintf(stderr, "load: %s: %u %.200s\n", kind_names[visit->kind], answer->status, answer->body);
        decide(load, visit, answer->status == 200);
    }
}

/* ---- the run ---- */

static void turn(struct load *load)
{
    // A few at a time: who has an answer already is not to wait for all who come now.
    for (size_t i = 0; i < 16 && load->heap_count > 0 && load->heap[0]->due_ns <= clock_steady_ns(); i++)
        start(load, pop(load));
    int64_t until = load->heap_count > 0 ? (load->heap[0]->due_ns - clock_steady_ns()) / 1000000 : 100;
    hub_wait(load->hub, until < 0 ? 0 : until > 100 ? 100 : (int)until);
}

/* Somebody reads: of ten, six students their home, three professors the open lecture, one the register. */
static void plan_read(struct load *load, unsigned number, int64_t at)
{
    unsigned turn = number % 10;
    enum kind kind = turn == 0 ? REGISTER : turn < 4 ? LIVE : HOME;
    struct session *who = kind == HOME ? load->beside[(size_t)random() % load->beside_count]
                                       : load->professors[(size_t)random() % load->professor_count];
    plan(load, kind, who, 0, at);
}

static void plan_hand(struct load *load, int64_t at)
{
    struct session *by = load->professors[(size_t)random() % load->professor_count], *student;
    do
        student = load->beside[(size_t)random() % load->beside_count];
    while (student->class != by->class);
    plan(load, HAND, by, student->user, at);
}

static void run(struct load *load, size_t students, double spread_s, double reads, double hands)
{
    int64_t begun = clock_steady_ns(), first = begun + LEAD_S * second_ns, now;
    double next_read = 0, next_hand = 0; // seconds from `begun`
    load->undecided = students;
    for (size_t i = 0; i < students; i++)
        plan(load, CHALLENGE, load->students[i], 0,
             first + (int64_t)(((double)i + random_share()) * spread_s / (double)students * (double)second_ns));
    int64_t end = students > 0 ? begun + LIMIT_S * second_ns : first + (int64_t)(spread_s * (double)second_ns);
    for (unsigned number = 0; (load->undecided > 0 || students == 0) && (now = clock_steady_ns()) < end;) {
        double at = (double)(now - begun) / (double)second_ns;
        load->measures |= now >= first;
        // Planned a little ahead, so that what is due waits for nobody's answer; at moments of a Poisson process.
        for (; next_read <= at + 1 && reads > 0; next_read -= log(1 - random_share()) / reads)
            plan_read(load, number++, begun + (int64_t)(next_read * (double)second_ns));
        for (; next_hand <= at + 1 && hands > 0; next_hand -= log(1 - random_share()) / hands)
            plan_hand(load, begun + (int64_t)(next_hand * (double)second_ns));
        turn(load);
    }
}

/* ---- what it reads and tells ---- */

static void read_sessions(struct load *load, const char *folder)
{
    char path[TEXT_SIZE], role[16];
    snprintf(path, sizeof(path), "%s/load.tsv", folder);
    FILE *in = fopen(path, "r");
    load->sessions = calloc(SESSIONS_MAX, sizeof(load->sessions[0]));
    load->students = calloc(3 * SESSIONS_MAX, sizeof(struct session *));
    load->heap = calloc(2 * IN_FLIGHT, sizeof(struct visit *));
    if (!in || !load->sessions || !load->students || !load->heap)
        die(path);
    load->beside = load->students + SESSIONS_MAX;
    load->professors = load->beside + SESSIONS_MAX;
    struct session session = {0};
    size_t of_class = 0;
    while (load->session_count < SESSIONS_MAX &&
           fscanf(in, "%15s %127s %127s %" SCNd64 " %" SCNd64 " %" SCNd64 " %zu", role, session.token, session.csrf,
                  &session.user, &session.class, &session.lecture, &session.face) == 7) {
        size_t number = load->session_count++;
        struct session *kept = &load->sessions[number];
        session.student = strcmp(role, "student") == 0;
        snprintf(session.address, sizeof(session.address), "127.1.%zu.%zu", number / 250, number % 250 + 1);
        *kept = session;
        of_class = session.student ? of_class + 1 : 0;
        if (!session.student)
            load->professors[load->professor_count++] = kept;
        else if (of_class <= BESIDE)
            load->beside[load->beside_count++] = kept;
        else
            load->students[load->student_count++] = kept;
    }
    fclose(in);
}

static void read_bursts(struct load *load, const char *folder)
{
    for (size_t i = 0; i < FACES_MAX; i++) {
        char path[TEXT_SIZE];
        snprintf(path, sizeof(path), "%s/burst.%zu", folder, i);
        FILE *in = fopen(path, "rb");
        if (!in)
            return;
        fseek(in, 0, SEEK_END);
        load->burst_sizes[i] = (size_t)ftell(in);
        rewind(in);
        load->bursts[i] = malloc(load->burst_sizes[i]);
        if (!load->bursts[i] || fread(load->bursts[i], 1, load->burst_sizes[i], in) != load->burst_sizes[i])
            die(path);
        fclose(in);
    }
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double part(const struct times *times, double share)
{
    size_t at = (size_t)(share * (double)times->count);
    return times->count == 0 ? 0 : times->ms[at < times->count ? at : times->count - 1];
}

static void tell(struct load *load, struct watch_figures server, double seconds)
{
    for (size_t i = 0; i < KINDS; i++) {
        struct times *times = &load->times[i];
        if (times->count > 0)
            qsort(times->ms, times->count, sizeof(double), by_value);
        printf("load kind=%s answered=%zu p50_ms=%.1f p99_ms=%.1f max_ms=%.1f busy=%zu failed=%zu\n", kind_names[i],
               times->count, part(times, 0.5), part(times, 0.99), part(times, 1), times->refused, times->failed);
    }
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    double own_s = (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
                   (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6;
    printf("load seconds=%.1f undecided=%zu busy=%zu busy_most=%zu more_than_app_tries=%zu dishonest=%zu expired=%zu "
           "lost=%zu\n",
           seconds, load->undecided, load->busy_sum, load->busy_max, load->given_up, load->dishonest, load->expired,
           load->lost);
    printf("load server_cpu_s=%.1f generator_cpu_s=%.1f others_cpu_s=%.1f server_mb=%zu all_mb=%zu processes=%zu\n",
           server.cpu_s, own_s, server.machine_cpu_s - server.cpu_s - own_s, server.server_kb_max >> 10,
           server.tree_kb_max >> 10, server.processes_max);
}

int main(int count, char **arguments)
{
    static struct load load;
    int64_t port, pid, students, seconds, reads, hands;
    if (count != 9 || !str_to_int(arguments[1], 1, UINT16_MAX, &port) ||
        !str_to_int(arguments[4], 1, INT32_MAX, &pid) || !str_to_int(arguments[5], 0, SESSIONS_MAX, &students) ||
        !str_to_int(arguments[6], 1, 3600, &seconds) || !str_to_int(arguments[7], 0, 100000, &reads) ||
        !str_to_int(arguments[8], 0, 100000, &hands)) {
        fputs("Usage: load PORT CERTIFICATE FOLDER PID STUDENTS SECONDS READS HANDS\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    load.port = (unsigned)port;
    read_sessions(&load, arguments[3]);
    read_bursts(&load, arguments[3]);
    if ((size_t)students > load.student_count)
        die("so many students are not there");
    load.hub = hub_open(load.port, arguments[2], finish, &load);
    if (!load.hub)
        die("TLS");
    struct watch *watch = watch_open((pid_t)pid);
    if (!watch)
        die("no memory");
    int64_t begun = clock_steady_ns();
    run(&load, (size_t)students, (double)seconds, (double)reads, (double)hands);
    tell(&load, watch_close(watch), (double)(clock_steady_ns() - begun) / 1e9 - LEAD_S);
    return load.undecided > 0 || load.dishonest > 0 || load.times[CHECK_IN].failed > 0;
}
