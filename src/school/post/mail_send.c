/* SPDX-License-Identifier: MIT */
/* Delivery by SMTP, or into a folder where no server is set. */
#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/disk.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/post/mail.h"
#include "school/post/mail_html.h"
#include "school/post/mail_message.h"
#include "school/post/mail_off.h"
#include "school/post/mail_outbox.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { MESSAGE_ARENA_MAX_BYTES = 4 << 20, PATH_SIZE = 1024, URL_SIZE = 600, SWEEP_MS = 10 * SCHOOL_MINUTE_MS };

struct mailer {
    struct mail_transport transport;
    CURL *curl;       // NULL: into the folder
    int64_t swept_at; // when the folder was, and
    int64_t deletion; // the newest deletion then
};

static bool is_set(const char *text)
{
    return text && *text != '\0';
}

struct mailer *mailer_open(const struct mail_transport *transport)
{
    struct mailer *mailer = calloc(1, sizeof(*mailer));
    if (!mailer)
        return NULL;
    mailer->transport = *transport;
    if (!is_set(transport->from))
        mailer->transport.from = "ams@localhost";
    if (is_set(transport->url)) {
        mailer->curl = curl_easy_init();
        if (!mailer->curl) {
            free(mailer);
            return NULL;
        }
    }
    return mailer;
}

void mailer_close(struct mailer *mailer)
{
    if (!mailer)
        return;
    curl_easy_cleanup(mailer->curl);
    free(mailer);
}

/* ---- SMTP ---- */

struct reading {
    const char *text;
    size_t size;
};

static size_t read_message(char *buffer, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    size_t most = size * count;
    size_t part = reading->size < most ? reading->size : most;
    memcpy(buffer, reading->text, part);
    reading->text += part;
    reading->size -= part;
    return part;
}

/* How the server is reached. The name that it is greeted with goes behind the address: libcurl takes it from the path.
 */
static void server_options(struct mailer *mailer)
{
    char url[URL_SIZE];
    const struct mail_transport *transport = &mailer->transport;
    CURL *curl = mailer->curl;
    snprintf(url, sizeof(url), "%s/%s", transport->url, mail_domain(transport->from));
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(transport->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_SECONDS_MAX);
    if (is_set(transport->ca))
        curl_easy_setopt(curl, CURLOPT_CAINFO, transport->ca);
    if (is_set(transport->user)) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, transport->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, transport->password ? transport->password : "");
    }
}

static void message_options(CURL *curl, struct curl_slist *recipient, struct reading *reading, const char *from)
{
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipient);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, reading);
}

/* True when it was sent. *ret_final: trying again would not help (a reply 5xx to this very mail). */
static bool send_smtp(struct mailer *mailer, const struct mail *mail, const char *message,
                      char error[static MAIL_ERROR_SIZE], bool *ret_final)
{
    char from[ACCOUNT_EMAIL_MAX + 3], to[ACCOUNT_EMAIL_MAX + 3];
    struct reading reading = {message, strlen(message)};
    long reply = 0;
    snprintf(from, sizeof(from), "<%s>", mailer->transport.from);
    snprintf(to, sizeof(to), "<%s>", mail->to);
    struct curl_slist *recipient = curl_slist_append(NULL, to);
    *ret_final = false;
    if (!recipient) {
        snprintf(error, MAIL_ERROR_SIZE, "There is not enough memory.");
        return false;
    }
    server_options(mailer);
    message_options(mailer->curl, recipient, &reading, from);
    CURLcode code = curl_easy_perform(mailer->curl);
    if (code != CURLE_OK) {
        curl_easy_getinfo(mailer->curl, CURLINFO_RESPONSE_CODE, &reply);
        // A refused sign-in (535) is the operator's to mend: the mail waits.
        *ret_final = (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY) && reply >= 550 && reply < 560;
        snprintf(error, MAIL_ERROR_SIZE, "%s (reply %ld)", curl_easy_strerror(code), reply);
    }
    curl_easy_reset(mailer->curl); // keeps the connection
    curl_slist_free_all(recipient);
    return code == CURLE_OK;
}

static enum mail_check check_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return MAIL_CHECK_GOOD;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return MAIL_CHECK_UNTRUSTED;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
        return MAIL_CHECK_OPEN;
    case CURLE_LOGIN_DENIED:
        return MAIL_CHECK_SIGN_IN;
    default:
        return MAIL_CHECK_UNREACHABLE;
    }
}

enum mail_check mailer_check(struct mailer *mailer, char error[static MAIL_ERROR_SIZE])
{
    char words[CURL_ERROR_SIZE] = "";
    if (!mailer->curl)
        return MAIL_CHECK_GOOD;
    server_options(mailer);
    curl_easy_setopt(mailer->curl, CURLOPT_TIMEOUT, (long)MAIL_CHECK_SECONDS_MAX);
    curl_easy_setopt(mailer->curl, CURLOPT_CUSTOMREQUEST, "NOOP"); // instead of a mail
    curl_easy_setopt(mailer->curl, CURLOPT_ERRORBUFFER, words);
    CURLcode code = curl_easy_perform(mailer->curl);
    snprintf(error, MAIL_ERROR_SIZE, "%.200s", *words ? words : curl_easy_strerror(code));
    curl_easy_reset(mailer->curl);
    return check_of(code);
}

/* ---- into the folder ---- */

static bool write_file(const char *folder, int64_t id, const char *message, char error[static MAIL_ERROR_SIZE])
{
    char part[PATH_SIZE], path[PATH_SIZE];
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(error, MAIL_ERROR_SIZE, "The outbox folder cannot be made: %s.", strerror(errno));
        return false;
    }
    snprintf(part, sizeof(part), "%s/%lld.part", folder, (long long)id);
    snprintf(path, sizeof(path), "%s/%lld.eml", folder, (long long)id);
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && disk_write(file, message, strlen(message)) && fsync(file) == 0;
    int reason = errno;
    if (file >= 0 && close(file) != 0)
        good = false;
    if (good && rename(part, path) == 0)
        return true;
    snprintf(error, MAIL_ERROR_SIZE, "The mail cannot be written: %s.", strerror(reason));
    return false;
}

struct sweep {
    int64_t deletion;  // the newest that there is
    int64_t erased_at; // when somebody was erased last; 0: never
};

static enum fault deletions_read(struct school *school, struct sweep *sweep)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_count(db, "SELECT MAX(id) FROM deletions", DB_NO_VALUES, &sweep->deletion);
    return fault != FAULT_NONE
               ? fault
               : row_count(db, "SELECT MAX(at) FROM deletions WHERE kind = 'account'", DB_NO_VALUES, &sweep->erased_at);
}

/* Whether the mail may stay in the folder: it is still known, and nobody who might stand in it was erased since. */
static enum fault file_stays(struct school *school, int64_t id, int64_t erased_at, bool *ret_stays)
{
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return row_one_int(db, "SELECT id FROM mails WHERE id = ? AND created_at > ?", DB_VALUES(I(id), I(erased_at)),
                       ret_stays, &one);
}

/* Deletes what was written out for mails that are no longer kept. */
static enum fault folder_sweep(struct school *school, struct mailer *mailer)
{
    struct sweep sweep = {0};
    int64_t now = school_now(school);
    enum fault fault = deletions_read(school, &sweep);
    bool due = sweep.deletion != mailer->deletion || now - mailer->swept_at >= SWEEP_MS || now < mailer->swept_at;
    if (fault != FAULT_NONE || !due)
        return fault;
    DIR *folder = opendir(mailer->transport.folder);
    for (const struct dirent *entry; folder && fault == FAULT_NONE && (entry = readdir(folder)) != NULL;) {
        long long id;
        char end[8];
        bool stays = true;
        if (sscanf(entry->d_name, "%19lld.%7s", &id, end) != 2 || (strcmp(end, "eml") != 0 && strcmp(end, "part") != 0))
            continue;
        fault = file_stays(school, id, sweep.erased_at, &stays);
        if (fault == FAULT_NONE && !stays)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
    if (fault != FAULT_NONE)
        return fault;
    mailer->swept_at = now;
    mailer->deletion = sweep.deletion;
    return FAULT_NONE;
}

/* ---- the outbox ---- */

static enum fault sender_read(struct school *school, struct arena *arena, struct mail_sender *sender)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = setting_text(db, SETTING_INSTITUTION_NAME, arena, &sender->name);
    return fault != FAULT_NONE ? fault : setting_text(db, SETTING_MAIL_REPLY, arena, &sender->reply_to);
}

/* What stands around the text of a mail, and how it is turned off. False without memory. */
static bool frame_make(struct school *school, const struct mail *mail, const char *name, struct arena *arena,
                       struct mail_frame *ret_frame)
{
    const char *site = school_public_url(school);
    struct mail_frame frame = {.name = name, .site = site, .tongue = tongue_of(mail->locale)};
    const char *token = mail->kinds && mail->user_id ? mail_off_token(school, mail->user_id, mail->kinds, arena) : NULL;
    if (mail->kinds)
        frame.choose = arena_printf(arena, "%s/notifications/choices", site);
    if (token) {
        frame.turn_off = arena_printf(arena, "%s/mail-off#%s", site, token);
        frame.one_click = arena_printf(arena, "%s/api/mail-off/%s", site, token);
    }
    *ret_frame = frame;
    return (!mail->kinds || frame.choose) && (!token || (frame.turn_off && frame.one_click));
}

/* The mail as it leaves; NULL: it cannot be put into words. */
static const char *message_of(struct school *school, const struct mail_taken *taken, const struct mail_sender *from,
                              struct arena *arena)
{
    struct mail_frame frame;
    const struct mail_stamp stamp = {taken->id, taken->created_at, school_now(school)};
    return frame_make(school, &taken->mail, from->name, arena, &frame)
               ? mail_message(&taken->mail, from, &frame, &stamp, arena)
               : NULL;
}

/* *ret_later: the way out is closed for the moment. */
static enum fault deliver(struct school *school, struct mailer *mailer, const struct mail_taken *taken,
                          struct arena *arena, bool *ret_later)
{
    char error[MAIL_ERROR_SIZE] = "The mail cannot be put into words: an address or memory.";
    bool final = true, sent = false;
    const char *message = NULL;
    struct mail_sender from = {.address = mailer->transport.from};
    enum fault fault = sender_read(school, arena, &from);
    if (fault != FAULT_NONE)
        return fault;
    if (taken->mail.text)
        message = message_of(school, taken, &from, arena);
    else
        str_copy(error, sizeof(error), "The mail was sealed under another key than there is now.");
    if (message && mailer->curl) {
        sent = send_smtp(mailer, &taken->mail, message, error, &final);
    } else if (message) {
        final = false;
        sent = write_file(mailer->transport.folder, taken->id, message, error);
    }
    *ret_later = !sent && !final;
    return mail_note(school, taken, mailer->curl ? MAIL_SENT : MAIL_FILED, sent ? NULL : error, final);
}

enum fault mail_work(struct school *school, struct mailer *mailer, size_t most, size_t *ret_sent)
{
    bool later = false;
    *ret_sent = 0;
    enum fault swept = mailer->curl ? FAULT_NONE : folder_sweep(school, mailer);
    if (swept != FAULT_NONE)
        return swept;
    for (size_t i = 0; !later && i < most; i++) {
        CLOSES(arena_release) struct arena arena = arena_of(MESSAGE_ARENA_MAX_BYTES);
        struct mail_taken taken;
        enum fault fault = mail_take(school, &arena, &taken);
        if (fault != FAULT_NONE || taken.id == 0)
            return fault;
        fault = deliver(school, mailer, &taken, &arena, &later);
        if (fault != FAULT_NONE)
            return fault;
        *ret_sent += !later;
    }
    return FAULT_NONE;
}
