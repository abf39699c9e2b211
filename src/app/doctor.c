/* SPDX-License-Identifier: MIT */
#include "app/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup/schedule.h"
#include "app/certificate.h"
#include "app/commands.h"
#include "app/condition.h"
#include "app/installation.h"
#include "app/services.h"
#include "app/master_key.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/common/audit.h"
#include "school/faces/calibration.h"
#include "school/post/mail.h"
#include "store/backup/place.h"
#include "store/check.h"
#include "worker/sandbox.h"

enum { DAY_MS = 86400000, CLOCK_SLACK_MS = 120000, CERTIFICATE_DAYS_WARN = 21, THRESHOLD_ARENA_MAX = 4 << 20 };

enum verdict { OK, WARN, FAIL };

struct doctor {
    const struct config *config;
    const struct services *running; // NULL: no server of this process
    struct api_findings *findings;
};

/* The words for a verdict: of the command, and of the API. */
static const char *const printed[] = {[OK] = "ok  ", [WARN] = "warn", [FAIL] = "FAIL"};
static const char *const coded[] = {[OK] = "good", [WARN] = "warning", [FAIL] = "failure"};

/* `code`: stable, for those who say it in another language; the same code always has the same sentence. */
__attribute__((format(printf, 5, 6))) static void say(struct doctor *doctor, enum verdict verdict, const char *subject,
                                                      const char *code, const char *format, ...)
{
    va_list arguments;
    if (doctor->findings->count == API_FINDINGS_MAX)
        return;
    struct api_finding *finding = &doctor->findings->list[doctor->findings->count++];
    finding->check = subject;
    finding->state = coded[verdict];
    finding->code = code;
    va_start(arguments, format);
    vsnprintf(finding->sentence, sizeof(finding->sentence), format, arguments);
    va_end(arguments);
}

static void look_at_settings(struct doctor *doctor)
{
    const struct config *config = doctor->config;
    if (config->unknown_count > 0)
        say(doctor, WARN, "settings", "setting_unknown",
            "%s is in the environment but is no setting. Correct its name.", config->unknown[0]);
    else
        say(doctor, OK, "settings", "settings_read", "read from %s", config->path);
}

/* False when nothing else can be asked of it. */
static bool look_at_database(struct doctor *doctor)
{
    char error[STORE_ERROR_SIZE] = "", missing[INSTALLATION_ERROR_SIZE];
    bool has_former = false;
    const char *database = doctor->config->database;
    if (!installation_found(doctor->config, missing)) {
        say(doctor, FAIL, "database", "database_missing", "%s", missing);
        return false;
    }
    bool good = store_check(database, error);
    if (!good)
        say(doctor, FAIL, "database", "database_broken", "%s Restore the last backup with `ams restore`.", error);
    else
        say(doctor, OK, "database", "database_whole", "whole, and its log is its own");
    if (restore_has_former(database, &has_former, error) && has_former)
        say(doctor, WARN, "database", "database_former",
            "what was there before a restore is still kept. When you need it no more: `ams restore --forget`.");
    return good;
}

static void look_at_key(struct doctor *doctor)
{
    struct stat about;
    const char *path = doctor->config->key_file;
    enum master_key_source source;
    char error[MASTER_KEY_ERROR_SIZE];
    struct secret_key *key = master_key_open(doctor->config, false, &source, error);
    if (key)
        say(doctor, OK, "master key", "key_opens", "%s", source == MASTER_KEY_FILE ? path : "not from a file");
    else if (source != MASTER_KEY_FILE)
        say(doctor, FAIL, "master key", "key_wrong", "%s", error);
    else if (stat(path, &about) == 0 && (about.st_mode & 077))
        say(doctor, FAIL, "master key", "key_open_to_all", "%s can be opened by others: chmod 600 %s.", path, path);
    else
        say(doctor, FAIL, "master key", "key_unreadable",
            "%s cannot be read. Run this as the service's user, or put your copy back.", path);
    if (key)
        secret_key_close(key);
}

/* They are optional, so their absence is no failure; what it means is said. */
static void look_at_spoof(struct doctor *doctor, const struct face_models *models)
{
    const char *missing;
    enum face_spoof spoof = face_models_spoof(models, &missing);
    const char *word = face_models_spoof_word(models);
    if (strcmp(word, "missing") == 0)
        say(doctor, WARN, "anti-spoof", "spoof_missing",
            "%s is not there, so no net looks for prints and screens: the head turn alone stops pictures, and the "
            "quick check nearly none. Fetch the nets with `tools/fetch-models antispoof`.",
            missing);
    else if (spoof == FACE_SPOOF_OFF)
        say(doctor, WARN, "anti-spoof", "spoof_off",
            "off: no net looks for prints and screens. The head turn alone stops pictures, and the quick check nearly "
            "none.");
    else
        say(doctor, OK, "anti-spoof", "spoof_looks", "the nets look at %s crops of a face", word);
}

static void look_at_pictures(struct doctor *doctor)
{
    if (face_reads_heic())
        say(doctor, OK, "pictures", "heic_read", "HEIC, as phones write it, is read beside JPEG, PNG and WebP");
    else
        say(doctor, WARN, "pictures", "heic_missing",
            "HEIC, as phones write it, is not read: libheif has no decoder of HEVC. Install libheif-plugin-libde265.");
}

static void look_at_read_models(struct doctor *doctor, const struct face_models *models)
{
    say(doctor, OK, "models", "models_read", "%s, nets run on %s", face_models_id(models), face_kernels());
    look_at_spoof(doctor, models);
}

static void look_at_models(struct doctor *doctor)
{
    char error[FACE_ERROR_SIZE];
    // Those of a server that runs are in its workers, which would not have started without them.
    if (doctor->running) {
        look_at_read_models(doctor, doctor->running->models);
        return;
    }
    struct face_models *models = face_models_open(doctor->config->models_dir, doctor->config->embedder, error);
    if (!models)
        say(doctor, FAIL, "models", "models_missing", "%s Fetch them with tools/fetch-models.", error);
    else if (!face_models_set_spoof(models, doctor->config->antispoof, error))
        say(doctor, FAIL, "anti-spoof", "spoof_wrong", "%s", error);
    else
        look_at_read_models(doctor, models);
    face_models_close(models);
}

/* The database remembers when something was written last: a clock that was set back is behind it. */
static void look_at_clock(struct doctor *doctor, struct school *school)
{
    int64_t newest = 0, now = clock_real_ms();
    if (audit_newest_at(school, &newest) != FAULT_NONE)
        say(doctor, FAIL, "clock", "audit_unreadable", "the newest entry of the audit log cannot be read.");
    else if (newest > now + CLOCK_SLACK_MS)
        say(doctor, FAIL, "clock", "clock_behind",
            "is %lld minutes behind the newest entry of the audit log: windows would open late. Set it (timedatectl).",
            (long long)((newest - now) / 60000));
    else
        say(doctor, OK, "clock", "clock_right", "not behind what was written last");
}

/* Which rule faces are compared by. */
static void look_at_threshold(struct doctor *doctor, struct school *school)
{
    CLOSES(arena_release) struct arena arena = arena_of(THRESHOLD_ARENA_MAX);
    struct calibration_view view;
    char made[80] = "never calibrated (`ams face calibrate`)";
    if (calibration_read(school, &arena, &view) != FAULT_NONE) {
        say(doctor, FAIL, "threshold", "threshold_unreadable",
            "the face threshold in force cannot be read. Look at models and the database.");
        return;
    }
    if (view.id != 0)
        snprintf(made, sizeof(made), "calibrated %lld days ago on %lld people",
                 (long long)((clock_real_ms() - view.made_at) / DAY_MS), (long long)view.people);
    say(doctor, OK, "threshold", "threshold_stands", "faces match from %.3f, %s%s; %s", view.threshold,
        view.chosen_at ? "chosen by an administrator" : "of models.json", view.normalises ? ", with s-norm" : "", made);
}

static void look_at_disk(struct doctor *doctor, const struct api_condition *condition)
{
    unsigned long long megabytes = (unsigned long long)(condition->disk_left >> 20);
    if (condition->disk_all == 0)
        say(doctor, FAIL, "disk", "disk_unknown", "its room cannot be read.");
    else if (condition->disk_low)
        say(doctor, FAIL, "disk", "disk_low", "only %llu MB are left. Make room before writes are refused.", megabytes);
    else
        say(doctor, OK, "disk", "disk_room", "%llu MB are left", megabytes);
}

static void look_at_certificate(struct doctor *doctor)
{
    const struct config *config = doctor->config;
    char path[1100], key_path[1100], error[CERTIFICATE_ERROR_SIZE];
    char *certificate = NULL, *key = NULL;
    int64_t until = 0, now = clock_real_ms();
    if (!config->tls) {
        say(doctor, OK, "certificate", "certificate_of_proxy", "is the proxy's");
        return;
    }
    bool own = *config->certificate == '\0';
    snprintf(path, sizeof(path), own ? "%s/certificate.pem" : "%s", own ? config->data_dir : config->certificate);
    snprintf(key_path, sizeof(key_path), own ? "%s/certificate-key.pem" : "%s", own ? config->data_dir : config->key);
    bool there = certificate_until(path, &until, error);
    if (there && !certificate_read(path, key_path, &certificate, &key, error))
        say(doctor, FAIL, "certificate", "certificate_wrong", "%s", error);
    else if (!there)
        say(doctor, own ? WARN : FAIL, "certificate", "certificate_missing", "%s%s", error,
            own ? " The next start makes one." : "");
    else if (until < now)
        say(doctor, FAIL, "certificate", "certificate_expired", "%s has expired. Renew it and restart.", path);
    else if (until < now + CERTIFICATE_DAYS_WARN * (int64_t)DAY_MS)
        say(doctor, WARN, "certificate", "certificate_ends", "%s expires in %lld days. Renew it and restart.", path,
            (long long)((until - now) / DAY_MS));
    else
        say(doctor, OK, "certificate", "certificate_lasts", "%lld days are left%s", (long long)((until - now) / DAY_MS),
            own ? "; self-signed: browsers ask once" : "");
    certificate_free(certificate);
    certificate_free(key);
}

static void look_at_mail(struct doctor *doctor)
{
    const struct config *config = doctor->config;
    const struct mail_transport transport = services_mail(config);
    const char *url = config->smtp_url;
    char error[MAIL_ERROR_SIZE] = "";
    if (*url == '\0') {
        say(doctor, WARN, "mail", "mail_none", "there is no mail server: mails are files in %s/outbox. Set smtp_url.",
            config->data_dir);
        return;
    }
    struct mailer *mailer = mailer_open(&transport);
    switch (mailer ? mailer_check(mailer, error) : MAIL_CHECK_UNREACHABLE) {
    case MAIL_CHECK_GOOD:
        say(doctor, OK, "mail", "mail_answers", "%s answers%s", url, *config->smtp_user ? " and lets AMS in" : "");
        break;
    case MAIL_CHECK_UNTRUSTED:
        say(doctor, FAIL, "mail", "mail_untrusted",
            "%s shows a certificate that is not trusted (%s). Set smtp_ca to the file that vouches for it, or smtp_url "
            "to the name in it.",
            url, error);
        break;
    case MAIL_CHECK_OPEN:
        say(doctor, FAIL, "mail", "mail_open",
            "%s does not encrypt (%s). smtp:// asks for STARTTLS, smtps:// for TLS from the start; smtp_plain is for a "
            "server on this machine.",
            url, error);
        break;
    case MAIL_CHECK_SIGN_IN:
        say(doctor, FAIL, "mail", "mail_sign_in", "%s refuses to let AMS in (%s). Correct smtp_user and smtp_password.",
            url, error);
        break;
    case MAIL_CHECK_UNREACHABLE:
    default:
        say(doctor, FAIL, "mail", "mail_silent", "%s does not answer (%s). Look at smtp_url and the firewall.", url,
            error);
    }
    mailer_close(mailer);
}

static void look_at_proxy(struct doctor *doctor)
{
    const struct config *config = doctor->config;
    bool trusts = *config->trust_proxy != '\0';
    if (!config->tls && !trusts)
        say(doctor, WARN, "proxy", "proxy_untrusted",
            "tls is off and no proxy is trusted: every request seems to come from the proxy. Set trust_proxy to its "
            "address.");
    else if (*config->public_url != '\0' && strncmp(config->public_url, "https://", 8) != 0)
        say(doctor, FAIL, "proxy", "address_plain", "public_url %s is not https: browsers give pages no camera there.",
            config->public_url);
    else if (!address_reaches(config->public_url))
        say(doctor, WARN, "proxy", "address_local",
            "Links begin with %s, which leads nobody there from another machine. Set public_url.",
            *config->public_url != '\0' ? config->public_url : "no address");
    else
        say(doctor, OK, "proxy", "proxy_read", trusts ? "X-Forwarded-For is believed from %s" : "none is trusted",
            config->trust_proxy);
}

static void look_at_zones(struct doctor *doctor)
{
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0)
        say(doctor, OK, "time zones", "zones_read", "/usr/share/zoneinfo");
    else
        say(doctor, FAIL, "time zones", "zones_missing", "/usr/share/zoneinfo is not there. Install tzdata.");
}

/* Of what shuts in the processes that look at what strangers send, not every processor and kernel has all. */
static void look_at_sandbox(struct doctor *doctor)
{
    char words[64];
    sandbox_words(words);
    if (strstr(words, "no "))
        say(doctor, WARN, "sandbox", "sandbox_less",
            "%s: who breaks a decoder of pictures or archives is shut in less. docs/SECURITY.md", words);
    else
        say(doctor, OK, "sandbox", "sandbox_whole", "%s", words);
}

static void look_at_backups(struct doctor *doctor, const struct api_condition *condition)
{
    int64_t hours = (clock_real_ms() - condition->backup_at) / 3600000;
    if (!condition->backups)
        say(doctor, WARN, "backups", "backups_none",
            "none are made by the clock. Set backup_dir and backup_key (`ams backup key FILE`), or run `ams backup`.");
    else if (!envelope_is_public(doctor->config->backup_key))
        say(doctor, FAIL, "backups", "backup_key_wrong",
            "backup_key is no public key. `ams backup key FILE` makes a pair.");
    else if (condition->backup_at == 0)
        say(doctor, FAIL, "backups", "backup_missing", "there is none in %s. Look at the log for backup_failed.",
            doctor->config->backup_dir);
    else
        say(doctor, condition->backup_late ? FAIL : OK, "backups",
            condition->backup_late ? "backup_late" : "backup_recent", "the newest is %lld hours old%s",
            (long long)hours, condition->backup_late ? ". Look at the log for backup_failed." : "");
}

static void look_at_school(struct doctor *doctor, const struct services *services)
{
    look_at_clock(doctor, services->school);
    if (services->models) // otherwise the line about them says enough
        look_at_threshold(doctor, services->school);
}

/* The school of this installation, opened for the look when no server has it open here. */
static void look_inside(struct doctor *doctor)
{
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    if (doctor->running) {
        look_at_school(doctor, doctor->running);
    } else if (services_open(&services, doctor->config, false, error)) {
        look_at_school(doctor, &services);
        services_close(&services);
    } else {
        say(doctor, FAIL, "database", "database_closed", "%s", error);
    }
}

void doctor_look(const struct config *config, const struct services *running, struct api_findings *ret_findings)
{
    struct api_condition condition;
    struct doctor doctor = {.config = config, .running = running, .findings = ret_findings};
    ret_findings->count = 0;
    look_at_settings(&doctor);
    look_at_key(&doctor);
    if (look_at_database(&doctor))
        look_inside(&doctor);
    condition_read(config, running ? running->store : NULL, &condition);
    look_at_disk(&doctor, &condition);
    look_at_backups(&doctor, &condition);
    look_at_models(&doctor);
    look_at_pictures(&doctor);
    look_at_certificate(&doctor);
    look_at_mail(&doctor);
    look_at_proxy(&doctor);
    look_at_zones(&doctor);
    look_at_sandbox(&doctor);
}

int doctor_command(const struct cli_call *call)
{
    struct api_findings findings;
    int failures = 0;
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    doctor_look(call->config, NULL, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct api_finding *finding = &findings.list[i];
        enum verdict verdict = OK;
        while (verdict < FAIL && strcmp(coded[verdict], finding->state) != 0)
            verdict++;
        printf("%s  %-12s %s\n", printed[verdict], finding->check, finding->sentence);
        failures += verdict == FAIL;
    }
    return failures > 0 ? CLI_FAILED : CLI_OK;
}
