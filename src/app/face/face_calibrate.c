/* SPDX-License-Identifier: MIT */
/* `ams face calibrate`: the face threshold on the enrolled people themselves. It proposes; an administrator chooses, on
 * the page. */
#include <stdio.h>

#include "app/commands.h"
#include "app/services.h"
#include "base/arena.h"
#include "school/common/fault.h"
#include "school/faces/calibration.h"

enum { ARENA_MAX = 4 << 20 };

/* 1 in so many; "none" for 0. */
static const char *one_in(double rate, char text[static 32])
{
    if (rate > 0)
        snprintf(text, 32, "1 in %.0f", 1 / rate);
    else
        snprintf(text, 32, "none");
    return text;
}

static void print_point(const char *head, const struct tally_point *point)
{
    char rate[32], low[32], high[32];
    printf(
        "%s %.3f: %lld pairs pass, %s; 95 %%: %s to %s, pairs that share a person counted as such (%lld people are in"
        " them)\n",
        head, point->threshold, (long long)point->matches, one_in(point->rate, rate), one_in(point->by_people.low, low),
        one_in(point->by_people.high, high), (long long)point->touched);
}

static void print_part(const struct calibration_part *part)
{
    char head[64];
    for (size_t i = 0; i < part->offer_count; i++) {
        const struct calibration_offer *offer = &part->offers[i];
        snprintf(head, sizeof(head), "  %s is held from%s", offer->rate, offer->easier ? ", easier than now," : "");
        if (offer->enough)
            print_point(head, &offer->point);
        else
            printf("  %s: too few people to say.\n", offer->rate);
    }
}

static void print_view(const struct calibration_view *view)
{
    printf("%lld of %lld people who let their faces be compared: %lld pairs. %lld more pairs may be one person each.\n",
           (long long)view->people, (long long)view->agreed, (long long)view->pairs, (long long)view->doubles);
    print_point(view->chosen_at ? "in force, chosen:" : "in force, of models.json:", &view->raw.current);
    print_part(&view->raw);
    if (view->has_normalised)
        printf("with s-norm (%s)\n", view->normalises ? "in force" : "off");
    if (view->normalised.has_current)
        print_point("in force:", &view->normalised.current);
    if (view->has_normalised)
        print_part(&view->normalised);
    puts("Nothing was changed. An administrator chooses on the page \"Face threshold\".");
}

static int calibrate(struct school *school)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct calibration_view view;
    int64_t people = 0;
    enum fault fault = calibration_run(school, NULL, NULL, &people);
    if (fault == FAULT_NOT_FOUND)
        return cli_fail("Only %lld people let their faces be compared: too few to say anything.", (long long)people);
    fault = fault != FAULT_NONE ? fault : calibration_read(school, &arena, &view);
    if (fault != FAULT_NONE)
        return cli_fail(
            "The faces could not be read: models.json, the key or the database failed. `ams doctor` looks.");
    print_view(&view);
    return CLI_OK;
}

int face_calibrate_command(const struct cli_call *call)
{
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    int code = calibrate(services.school);
    services_close(&services);
    return code;
}
