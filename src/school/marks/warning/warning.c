/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/warning.h"

#include "base/str.h"
#include "school/marks/mark.h"

#define DAY_MS INT64_C(86400000)
#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)

static const char *const codes[WARNING_KINDS] = {"in_a_row", "within", "below", "out_of_reach"};

const char *warning_kind_code(enum warning_kind kind)
{
    return codes[kind];
}

bool warning_kind_parse(const char *code, enum warning_kind *ret_kind)
{
    size_t index;
    bool found = str_among(codes, WARNING_KINDS, code, &index);
    if (found)
        *ret_kind = (enum warning_kind)index;
    return found;
}

void warning_rules_usual(struct warning_rules *ret_rules)
{
    *ret_rules = (struct warning_rules){
        .of = {
            [WARN_IN_A_ROW] = {.lectures = 3, .recipients = WARN_STUDENT},
            [WARN_WITHIN] = {.lectures = 4, .days = 28, .recipients = WARN_STUDENT},
            [WARN_BELOW] = {.on = true, .counted_min = WARNING_COUNTED_USUAL, .recipients = WARN_STUDENT},
            [WARN_OUT_OF_REACH] = {.on = true, .counted_min = WARNING_COUNTED_USUAL, .recipients = WARN_STUDENT},
        }};
}

void warning_walk_begin(struct warning_walk *walk, const struct warning_rules *rules, int64_t threshold,
                        int64_t lectures, struct warning_missed *missed)
{
    *walk = (struct warning_walk){.rules = rules, .threshold = threshold, .lectures = lectures, .missed = missed};
}

/* FNV-1a, number by number. */
static uint64_t hash_number(uint64_t hash, int64_t number)
{
    for (int byte = 0; byte < 8; byte++)
        hash = (hash ^ ((uint64_t)number >> (8 * byte) & 0xff)) * UINT64_C(0x100000001b3);
    return hash;
}

/* Of the ids of the last `count` missed lectures, without its sign. */
static int64_t run_of(const struct warning_walk *walk, size_t count)
{
    uint64_t hash = HASH_BEGIN;
    for (size_t i = walk->missed_count - count; i < walk->missed_count; i++)
        hash = hash_number(hash, walk->missed[i].id);
    return (int64_t)(hash >> 1);
}

int64_t warning_rules_version(const struct warning_rules *rules)
{
    uint64_t hash = hash_number(HASH_BEGIN, rules->own);
    for (int kind = 0; kind < WARNING_KINDS; kind++) {
        const struct warning_rule *rule = &rules->of[kind];
        const int64_t numbers[] = {rule->on,      rule->lectures,    rule->days,
                                   rule->percent, rule->counted_min, rule->recipients};
        for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
            hash = hash_number(hash, numbers[i]);
    }
    int64_t version = (int64_t)(hash >> 11); // what a number of JavaScript can hold
    return version ? version : 1;
}

int64_t warning_walk_remaining(const struct warning_walk *walk)
{
    return walk->lectures - walk->decided;
}

int64_t warning_walk_missed(const struct warning_walk *walk, enum warning_kind kind)
{
    if (kind == WARN_IN_A_ROW)
        return walk->row;
    return (int64_t)(walk->missed_count - (kind == WARN_WITHIN ? walk->within : 0));
}

static bool holds(const struct warning_walk *walk, enum warning_kind kind)
{
    const struct warning_rule *rule = &walk->rules->of[kind];
    const struct standing standing = {
        .attended = walk->attended,
        .counted = walk->counted,
        .taken = walk->decided,
        .lectures = walk->lectures,
        .rule.threshold_percent = kind == WARN_BELOW && rule->percent ? rule->percent : walk->threshold,
    };
    struct outlook outlook;
    if (!rule->on)
        return false;
    if (kind == WARN_IN_A_ROW || kind == WARN_WITHIN)
        return warning_walk_missed(walk, kind) >= rule->lectures;
    standing_outlook(&standing, &outlook);
    return walk->counted >= rule->counted_min && (kind == WARN_BELOW ? outlook.below : outlook.out_of_reach);
}

static void state_step(struct warning_walk *walk, enum warning_kind kind, int64_t starts_at)
{
    struct warning_state *state = &walk->of[kind];
    bool before = state->holds;
    state->holds = holds(walk, kind);
    state->crossed = state->holds && !before;
    state->missed = (size_t)warning_walk_missed(walk, kind);
    if (state->crossed)
        state->run = run_of(walk, state->missed);
    if (!state->holds)
        state->clear_at = starts_at;
}

void warning_walk_step(struct warning_walk *walk, const struct warning_missed *lecture, enum mark_counts counts)
{
    walk->decided++;
    if (counts != COUNTS_IGNORED)
        walk->counted++;
    if (counts == COUNTS_ATTENDED) {
        walk->attended++;
        walk->row = 0;
    } else if (counts == COUNTS_MISSED) {
        walk->missed[walk->missed_count++] = *lecture;
        walk->row++;
    }
    int64_t from = lecture->starts_at - walk->rules->of[WARN_WITHIN].days * DAY_MS;
    while (walk->within < walk->missed_count && walk->missed[walk->within].starts_at <= from)
        walk->within++;
    for (int kind = 0; kind < WARNING_KINDS; kind++)
        state_step(walk, (enum warning_kind)kind, lecture->starts_at);
}

void warning_recipients(const struct warning_rules *rules, unsigned crossed, unsigned ret_to[static WARNING_KINDS])
{
    for (int kind = 0; kind < WARNING_KINDS; kind++)
        ret_to[kind] = crossed >> kind & 1 ? rules->of[kind].recipients : 0;
    ret_to[WARN_BELOW] &= ~ret_to[WARN_OUT_OF_REACH];
}
