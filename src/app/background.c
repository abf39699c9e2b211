/* SPDX-License-Identifier: MIT */
#include "app/background.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "app/backup/schedule.h"
#include "app/heads.h"
#include "app/services.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/ticker.h"
#include "school/board/board.h"
#include "school/files/file.h"
#include "school/jobs/job.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/post/push.h"

enum {
    MAILS_A_ROUND = 50,
    PUSHES_A_ROUND = 2000,
    FOLDER_SIZE = 1024,
    SECOND_MS = 1000,
    FOLLOW_MS = 250,
    DAY_SECONDS = 24 * 60 * 60
};

/* What is due: openings, closes, tellings, provisional marks. */
static enum fault tick(struct background *background);
static enum fault sweep(struct background *background);
static enum fault news(struct background *background);
static enum fault mail(struct background *background);
static enum fault push(struct background *background);
static enum fault jobs(struct background *background);
static enum fault follow(struct background *background);
static enum fault backups(struct background *background);
static enum fault audit_note(struct background *background);
static enum fault refusals(struct background *background);

static const struct {
    const char *name;
    int64_t period_ms;
    enum fault (*run)(struct background *background);
} table[] = {
    {"tick", 5 * SECOND_MS, tick},
    {"sweep", 600 * SECOND_MS, sweep},
    {"news", SECOND_MS, news},
    {"mail", SECOND_MS, mail},
    {"push", SECOND_MS, push},
    {"jobs", SECOND_MS, jobs},
    {"jobs", SECOND_MS, jobs}, // two: a long import must not keep an export waiting
    {"follow", FOLLOW_MS, follow},
    {"backup", 60 * SECOND_MS, backups},
    {"audit", DAY_SECONDS *(int64_t)SECOND_MS, audit_note},
    {"refusals", 2 * SECOND_MS, refusals},
};

/* One line of the table at work. */
struct duty {
    struct background *background;
    size_t index;
    bool failing;
};

struct background {
    const struct config *config;
    struct school *school;
    struct api *api; // NULL: none
    struct mailer *mailer;
    struct pusher *pusher;
    struct ticker *ticker;
    char folder[FOLDER_SIZE];
    char contact[SERVICES_CONTACT_SIZE];
    struct duty duties[ARRAY_LENGTH(table)];
};

static enum fault tick(struct background *background)
{
    return school_tick(background->school);
}

static enum fault sweep(struct background *background)
{
    enum fault fault = school_sweep(background->school);
    return fault != FAULT_NONE ? fault : file_sweep(background->school);
}

static enum fault news(struct background *background)
{
    enum fault fault = board_tick(background->school);
    return fault != FAULT_NONE ? fault : notification_tick(background->school);
}

static enum fault mail(struct background *background)
{
    size_t sent = 0;
    enum fault fault = mail_work(background->school, background->mailer, MAILS_A_ROUND, &sent);
    if (sent > 0)
        log_write(LOG_INFO, "mails_sent", "%zu", sent);
    return fault;
}

static enum fault push(struct background *background)
{
    size_t sent = 0;
    if (!background->config->push)
        return FAULT_NONE;
    enum fault fault = push_work(background->school, background->pusher, PUSHES_A_ROUND, &sent);
    if (sent > 0)
        log_write(LOG_INFO, "pushes_sent", "%zu", sent);
    return fault;
}

static enum fault follow(struct background *background)
{
    return school_follow(background->school);
}

static enum fault jobs(struct background *background)
{
    size_t count;
    return school_work(background->school, &count);
}

/* By the clock of the machine: a backup is for people who look at dates. */
static enum fault backups(struct background *background)
{
    char error[BACKUP_ERROR_SIZE];
    bool made;
    if (!backup_is_scheduled(background->config))
        return FAULT_NONE;
    if (!backup_when_due(background->config, clock_real_ms(), &made, error)) {
        log_write(LOG_ERROR, "backup_failed", "%s", error);
        return FAULT_INTERNAL;
    }
    if (made)
        log_write(LOG_INFO, "backup_made", "in %s", background->config->backup_dir);
    return FAULT_NONE;
}

/* Into the log, which is kept elsewhere: `ams audit verify --head` tells then whether one of the two logs was set back
 * or altered since. */
static enum fault audit_note(struct background *background)
{
    struct heads heads;
    enum fault fault = heads_read(background->school, &heads);
    if (fault == FAULT_NONE && heads.entries > 0)
        log_write(LOG_INFO, "audit_head", "%s, %lld entries; marks %s, %lld states; %s", heads.audit,
                  (long long)heads.entries, heads.root, (long long)heads.size, heads.text);
    return fault;
}

/* Into the audit log. */
static enum fault refusals(struct background *background)
{
    return background->api ? api_flush(background->api, false) : FAULT_NONE;
}

static void run(void *context)
{
    struct duty *duty = context;
    enum fault fault = table[duty->index].run(duty->background);
    if (fault != FAULT_NONE && !duty->failing) // once, not every second
        log_write(LOG_WARN, "background_failed", "%s: fault %d", table[duty->index].name, (int)fault);
    duty->failing = fault != FAULT_NONE;
}

struct background *background_open(struct school *school, struct api *api, const struct config *config)
{
    struct ticker_task tasks[ARRAY_LENGTH(table)];
    struct background *background = calloc(1, sizeof(*background));
    if (!background)
        return NULL;
    background->school = school;
    background->api = api;
    background->config = config;
    snprintf(background->folder, sizeof(background->folder), "%s/outbox", config->data_dir);
    struct mail_transport transport = services_mail(config);
    transport.folder = background->folder;
    background->mailer = mailer_open(&transport);
    const struct push_transport push_transport = services_push(config, background->contact);
    background->pusher = pusher_open(&push_transport);
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        background->duties[i] = (struct duty){.background = background, .index = i};
        tasks[i] = (struct ticker_task){table[i].name, table[i].period_ms, run, &background->duties[i]};
    }
    background->ticker = background->mailer && background->pusher ? ticker_open(tasks, ARRAY_LENGTH(table)) : NULL;
    if (background->ticker) {
        ticker_wake(background->ticker, "audit"); // a server that is started anew each day notes them, too
        return background;
    }
    background_close(background);
    return NULL;
}

void background_close(struct background *background)
{
    if (!background)
        return;
    school_stop_work(background->school);
    ticker_close(background->ticker);
    if (background->api && api_flush(background->api, true) != FAULT_NONE)
        log_write(LOG_WARN, "refusals_lost", "the last ones could not be written");
    mailer_close(background->mailer);
    pusher_close(background->pusher);
    free(background);
}
