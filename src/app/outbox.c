/* SPDX-License-Identifier: MIT */
#include "app/outbox.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "school/board/board.h"
#include "school/post/mail.h"
#include "school/post/notification.h"

enum { PAUSE_SECONDS = 1, MAILS_A_ROUND = 50, FOLDER_SIZE = 1024 };

struct outbox {
    struct school *school;
    struct mailer *mailer;
    char folder[FOLDER_SIZE];
    pthread_t thread;
    pthread_mutex_t lock; // guards `stop`
    pthread_cond_t changed;
    bool stop;
};

/* False when it is time to stop. */
static bool pause_a_little(struct outbox *outbox)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_SECONDS;
    pthread_mutex_lock(&outbox->lock);
    if (!outbox->stop)
        pthread_cond_timedwait(&outbox->changed, &outbox->lock, &until);
    bool stop = outbox->stop;
    pthread_mutex_unlock(&outbox->lock);
    return !stop;
}

static enum fault round_work(struct outbox *outbox, size_t *ret_sent)
{
    enum fault fault = board_tick(outbox->school);
    if (fault != FAULT_NONE)
        return fault;
    fault = notification_tick(outbox->school);
    if (fault != FAULT_NONE)
        return fault;
    return mail_work(outbox->school, outbox->mailer, MAILS_A_ROUND, ret_sent);
}

static void *run(void *context)
{
    struct outbox *outbox = context;
    bool failing = false;
    while (pause_a_little(outbox)) {
        size_t sent = 0;
        enum fault fault = round_work(outbox, &sent);
        if (sent > 0)
            log_write(LOG_INFO, "mails_sent", "%zu", sent);
        if (fault != FAULT_NONE && !failing) // once, not every second
            log_write(LOG_WARN, "outbox_failed", "fault %d", (int)fault);
        failing = fault != FAULT_NONE;
    }
    return NULL;
}

struct outbox *outbox_open(struct school *school, const struct config *config)
{
    struct outbox *outbox = calloc(1, sizeof(*outbox));
    if (outbox == NULL)
        return NULL;
    outbox->school = school;
    snprintf(outbox->folder, sizeof(outbox->folder), "%s/outbox", config->data_dir);
    const struct mail_transport transport = {
        .url = config->smtp_url,
        .user = config->smtp_user,
        .password = config->smtp_password,
        .from = config->mail_from,
        .ca = config->smtp_ca,
        .plain = config->smtp_plain,
        .folder = outbox->folder,
    };
    outbox->mailer = mailer_open(&transport);
    pthread_mutex_init(&outbox->lock, NULL);
    pthread_cond_init(&outbox->changed, NULL);
    if (outbox->mailer != NULL && pthread_create(&outbox->thread, NULL, run, outbox) == 0)
        return outbox;
    mailer_close(outbox->mailer);
    pthread_mutex_destroy(&outbox->lock);
    pthread_cond_destroy(&outbox->changed);
    free(outbox);
    return NULL;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox == NULL)
        return;
    pthread_mutex_lock(&outbox->lock);
    outbox->stop = true;
    pthread_cond_signal(&outbox->changed);
    pthread_mutex_unlock(&outbox->lock);
    pthread_join(outbox->thread, NULL);
    mailer_close(outbox->mailer);
    pthread_mutex_destroy(&outbox->lock);
    pthread_cond_destroy(&outbox->changed);
    free(outbox);
}
