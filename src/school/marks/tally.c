/* SPDX-License-Identifier: MIT */
#include "school/marks/tally.h"

#include <string.h>

#include "school/marks/mark.h"

bool tally_attends(const struct standing_rule *rule, enum mark_status status)
{
    return status != MARK_UNMARKED && rule->counts[status] == COUNTS_ATTENDED;
}

bool tally_counts(const struct standing_rule *rule, enum mark_status status)
{
    return status == MARK_UNMARKED || rule->counts[status] != COUNTS_IGNORED;
}

static int64_t points_highest(const struct standing_rule *rule)
{
    int64_t highest = 0;
    for (int i = MARK_PRESENT; i < MARK_STATUS_COUNT; i++)
        highest = rule->points[i] > highest ? rule->points[i] : highest;
    return highest;
}

void tally_begin(struct tally *tally, const struct standing_rule *rule)
{
    *tally = (struct tally){.standing = {.rule = *rule}, .points_highest = points_highest(rule)};
}

bool tally_theirs(const struct tally_moment *moment, enum mark_status status)
{
    return moment->member || status != MARK_UNMARKED;
}

bool tally_decided(const struct tally_moment *moment, enum mark_status status)
{
    return status != MARK_UNMARKED || (moment->member && moment->taken && moment->over);
}

/* Among those to leave out while there is room, else instead of the last of those worth the most, if it is worth less.
 */
static void tally_missed(struct tally *tally, const struct tally_lecture *lecture)
{
    int64_t most = 0;
    if (tally->worst_count < tally->standing.rule.leave_out && tally->worst_count < CLASSROOM_LEAVE_OUT_MAX) {
        tally->worst[tally->worst_count++] = *lecture;
        return;
    }
    for (int64_t i = 1; i < tally->worst_count; i++) {
        const struct tally_lecture *one = &tally->worst[i], *last = &tally->worst[most];
        if (one->points > last->points || (one->points == last->points && one->at > last->at))
            most = i;
    }
    if (tally->worst_count > 0 && lecture->points < tally->worst[most].points)
        tally->worst[most] = *lecture;
}

void tally_lecture(struct tally *tally, const struct tally_moment *moment, enum mark_status status,
                   int64_t minutes_late)
{
    struct standing *standing = &tally->standing;
    standing->lectures += tally_theirs(moment, status);
    if (!tally_decided(moment, status))
        return;
    standing->taken++;
    standing->of[status]++;
    if (status == MARK_LATE)
        standing->late_minutes += minutes_late;
    if (!tally_counts(&standing->rule, status))
        return;
    const struct tally_lecture lecture = {
        .id = moment->lecture_id,
        .at = standing->counted,
        .points = status == MARK_UNMARKED ? 0 : standing->rule.points[status],
        .attended = tally_attends(&standing->rule, status),
    };
    tally->recent[standing->counted % TALLY_RECENT] = lecture;
    standing->counted++;
    standing->attended += lecture.attended;
    standing->points += lecture.points;
    standing->points_max += tally->points_highest;
    if (!lecture.attended)
        tally_missed(tally, &lecture);
}

static bool is_left_out(const struct tally *tally, int64_t at)
{
    for (int64_t i = 0; i < tally->worst_count; i++)
        if (tally->worst[i].at == at)
            return true;
    return false;
}

void tally_end(const struct tally *tally, struct standing *ret_standing)
{
    struct standing standing = tally->standing;
    for (int64_t at = standing.counted - 1; at >= 0 && standing.recent_counted < TREND_LECTURES; at--) {
        if (is_left_out(tally, at))
            continue;
        standing.recent_counted++;
        standing.recent_attended += tally->recent[at % TALLY_RECENT].attended;
    }
    standing.left_out = tally->worst_count;
    standing.counted -= tally->worst_count;
    standing.points_max -= tally->worst_count * tally->points_highest;
    for (int64_t i = 0; i < tally->worst_count; i++)
        standing.points -= tally->worst[i].points, standing.out[i] = tally->worst[i].id;
    *ret_standing = standing;
}

bool standing_leaves_out(const struct standing *standing, int64_t lecture_id)
{
    for (int64_t i = 0; i < standing->left_out; i++)
        if (standing->out[i] == lecture_id)
            return true;
    return false;
}

bool tally_percentage(int64_t part, int64_t whole, double *ret_percentage)
{
    if (whole <= 0)
        return false;
    int64_t tenths = (part * 2000 + whole) / (whole * 2);
    *ret_percentage = (double)tenths / 10;
    return true;
}

bool standing_percentage(const struct standing *standing, double *ret_percentage)
{
    return tally_percentage(standing->attended, standing->counted, ret_percentage);
}

/* Rounds up; `above` 0 or more, `below` more than 0. */
static int64_t divide_up(int64_t above, int64_t below)
{
    return (above + below - 1) / below;
}

/*
 * With a attended of c counted, r to come and the threshold t in percent:
 *   missing the next n keeps it while 100 a >= t (c + n), so n is at most 100 a / t - c;
 *   attending the next m reaches it when 100 (a + m) >= t (c + m), so m is at least (t c - 100 a) / (100 - t);
 *   missing any n of the r keeps it at the end while a + r - n >= t (c + r) / 100.
 * While f more can be left out, all that count were attended: the next f that are missed change nothing, and at the end
 * c + r - f count.
 */
void standing_outlook(const struct standing *standing, struct outlook *ret_outlook)
{
    int64_t threshold = standing->rule.threshold_percent;
    int64_t attended = standing->attended, counted = standing->counted;
    struct outlook outlook = {
        .remaining = standing->lectures - standing->taken,
        .endless = threshold == 0,
        .below = 100 * attended < threshold * counted,
    };
    int64_t free = standing->rule.leave_out - standing->left_out;
    int64_t forgiven = free < outlook.remaining ? free : outlook.remaining;
    int64_t needed = divide_up(threshold * (counted + outlook.remaining - forgiven), 100);
    int64_t reachable = attended + outlook.remaining;
    int64_t spare = reachable > needed ? reachable - needed : 0;
    outlook.out_of_reach = outlook.below && reachable < needed;
    outlook.can_miss_later = spare < outlook.remaining ? spare : outlook.remaining;
    if (!outlook.below && threshold > 0)
        outlook.can_miss = 100 * attended / threshold - counted + free;
    outlook.near = !outlook.below && counted > 0 && threshold > 0 && outlook.can_miss == 0;
    outlook.impossible = outlook.below && threshold == 100;
    if (outlook.below && threshold < 100)
        outlook.must_attend = divide_up(threshold * counted - 100 * attended, 100 - threshold);
    *ret_outlook = outlook;
}
