/* SPDX-License-Identifier: MIT */
#include "app/config.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

#include "base/str.h"
#include "http/address.h"

enum kind { TEXT, SECRET, PATH, NUMBER, SWITCH, CHOICE };

struct setting {
    const char *name;
    enum kind kind;
    size_t offset; // of its target in struct config
    const char *standard;
    int64_t lowest, highest; // NUMBER
    const char *choices;     // CHOICE: words between spaces
    const char *help;
};

#define AT(member) offsetof(struct config, member)

/* clang-format off */
static const struct setting settings[] = {
    {"address", TEXT, AT(address), "::", 0, 0, NULL, "address to listen on; :: is every address of this machine"},
    {"port", NUMBER, AT(port), "8443", 0, 65535, NULL, "port to listen on; 0 takes a free one"},
    {"public_url", TEXT, AT(public_url), "", 0, 0, NULL,
     "where browsers reach AMS, such as https://ams.example.org: links in mails begin with it; empty: by address and "
     "port"},
    {"tls", SWITCH, AT(tls), "on", 0, 0, NULL,
     "off only behind a proxy that speaks HTTPS: browsers need HTTPS to sign in"},
    {"certificate", PATH, AT(certificate), "", 0, 0, NULL, "PEM file; empty: a self-signed one is made in data_dir"},
    {"key", PATH, AT(key), "", 0, 0, NULL, "PEM file of the certificate's private key"},
    {"data_dir", PATH, AT(data_dir), "./data", 0, 0, NULL, "folder of everything this installation keeps"},
    {"database", TEXT, AT(database), "", 0, 0, NULL,
     "sqlite:PATH or mariadb://USER:PASSWORD@HOST:PORT/NAME, encrypted unless HOST is this machine (docs/SCALING.md); "
     "empty: sqlite:data_dir/ams.db"},
    {"key_file", PATH, AT(key_file), "", 0, 0, NULL,
     "master key that seals face templates; empty: data_dir/master.key; back it up apart from the database"},
    {"web_dir", PATH, AT(web_dir), "./web/dist", 0, 0, NULL, "folder of the web app"},
    {"models_dir", PATH, AT(models_dir), "./models", 0, 0, NULL, "folder of models.json and the model files"},
    {"embedder", TEXT, AT(embedder), "", 0, 0, NULL,
     "name of the embedder in models.json; empty: the first; another one: everybody enrols again"},
    {"antispoof", CHOICE, AT(antispoof), "three", 0, 0, "three seven off",
     "crops of a face that the anti-spoof nets look at, where their files are (docs/MODELS.md); off: none"},
    {"log_level", CHOICE, AT(log_level), "info", 0, 0, "debug info warn error", "least level that is logged"},
    {"trust_proxy", TEXT, AT(trust_proxy), "", 0, 0, NULL,
     "addresses and networks of proxies, such as 127.0.0.1 10.0.0.0/8, whose X-Forwarded-For and X-Forwarded-Proto are "
     "believed; empty: nobody's"},
    {"threads", NUMBER, AT(threads), "0", 0, 64, NULL, "threads for sockets; 0: by the number of processors"},
    {"workers", NUMBER, AT(workers), "0", 0, 256, NULL,
     "threads for what students write, and as many for all other writes; 0: by the number of processors"},
    {"queue_max", NUMBER, AT(queue_max), "256", 1, 65536, NULL,
     "writes of students, other writes and passwords that may wait, each apart; one more is answered 503"},
    {"face_workers", NUMBER, AT(face_workers), "0", 0, 64, NULL,
     "bursts of frames that are looked at at the same time; 0: by the number of processors"},
    {"face_queue_max", NUMBER, AT(face_queue_max), "64", 1, 65536, NULL,
     "bursts that may wait for that; one more is answered 503 at once"},
    {"connections_max", NUMBER, AT(connections_max), "2000", 8, 100000, NULL, "open connections in all"},
    {"connections_per_address_max", NUMBER, AT(connections_per_address_max), "1000", 1, 100000, NULL,
     "open connections from one address; a campus may share one"},
    {"metrics_address", TEXT, AT(metrics_address), "127.0.0.1", 0, 0, NULL, "address at which metrics are read"},
    {"metrics_port", NUMBER, AT(metrics_port), "0", 0, 65535, NULL,
     "port at which a Prometheus reads /metrics, by plain HTTP and without a password; 0: none"},
    {"session_requests", NUMBER, AT(session_requests), "600", 0, 1000000, NULL,
     "requests a minute of one session; 0: no limit"},
    {"token_requests", NUMBER, AT(token_requests), "600", 0, 1000000, NULL,
     "requests a minute of one program's token; 0: no limit"},
    {"address_requests", NUMBER, AT(address_requests), "60000", 0, 100000000, NULL,
     "requests a minute from one address; a campus may share one; 0: no limit"},
    {"header_ms", NUMBER, AT(header_ms), "5000", 100, 600000, NULL, "milliseconds for a whole request head"},
    {"body_ms", NUMBER, AT(body_ms), "20000", 100, 600000, NULL, "milliseconds for a whole request body"},
    {"database_readers", NUMBER, AT(database_readers), "8", 1, 64, NULL, "connections for reading"},
    {"database_writers", NUMBER, AT(database_writers), "2", 1, 4, NULL, "connections for writing; SQLite always has 1"},
    {"database_queue_max", NUMBER, AT(database_queue_max), "4096", 1, 1000000, NULL, "writes that may wait"},
    {"database_timeout_s", NUMBER, AT(database_timeout_s), "15", 1, 3600, NULL,
     "seconds to wait for an answer of MariaDB, and for a turn to read or write"},
    {"files_dir", PATH, AT(files_dir), "", 0, 0, NULL, "folder of what people attach; empty: data_dir/files"},
    {"s3_url", TEXT, AT(s3_url), "", 0, 0, NULL,
     "bucket for what people attach instead of a folder: https://HOST/BUCKET of any store that speaks S3"},
    {"s3_region", TEXT, AT(s3_region), "us-east-1", 0, 0, NULL, "region of the bucket"},
    {"s3_access_key", TEXT, AT(s3_access_key), "", 0, 0, NULL, "name of the bucket's key"},
    {"s3_secret_key", SECRET, AT(s3_secret_key), "", 0, 0, NULL, "the bucket's secret key"},
    {"s3_ca", PATH, AT(s3_ca), "", 0, 0, NULL,
     "PEM file that the bucket's certificate is checked against; empty: the system's"},
    {"smtp_url", TEXT, AT(smtp_url), "", 0, 0, NULL,
     "mail server: smtp://HOST:587 (with STARTTLS) or smtps://HOST:465; empty: mails are files in data_dir/outbox"},
    {"smtp_user", TEXT, AT(smtp_user), "", 0, 0, NULL, "name for the mail server; empty: no sign-in"},
    {"smtp_password", SECRET, AT(smtp_password), "", 0, 0, NULL, "password for the mail server"},
    {"smtp_ca", PATH, AT(smtp_ca), "", 0, 0, NULL,
     "PEM file that the mail server's certificate is checked against; empty: the system's"},
    {"smtp_plain", SWITCH, AT(smtp_plain), "off", 0, 0, NULL,
     "on: smtp:// without STARTTLS, for a mail server on this machine only"},
    {"mail_from", TEXT, AT(mail_from), "ams@localhost", 0, 0, NULL, "address that mails come from"},
    {"push", SWITCH, AT(push), "on", 0, 0, NULL,
     "off: nobody can be told in a closed browser, and nothing is sent to browsers' push services"},
    {"push_contact", TEXT, AT(push_contact), "", 0, 0, NULL,
     "whom the people of a push service may write to: mailto:ADDRESS or https://...; empty: public_url"},
    {"push_ca", PATH, AT(push_ca), "", 0, 0, NULL,
     "PEM file that push services' certificates are checked against; empty: the system's"},
    {"push_private", SWITCH, AT(push_private), "off", 0, 0, NULL,
     "on: push services at private addresses and other ports, too; for tests only"},
    {"sso_ca", PATH, AT(sso_ca), "", 0, 0, NULL,
     "PEM file that the certificates of providers of identity are checked against; empty: the system's"},
    {"sso_private", SWITCH, AT(sso_private), "off", 0, 0, NULL,
     "on: providers of identity may be at addresses of the institution's own network, or of this machine"},
    {"sso_plain", SWITCH, AT(sso_plain), "off", 0, 0, NULL,
     "on: http:// for a provider of identity on this machine; for who develops only"},
    {"sso_certificates", TEXT, AT(sso_certificates), "", 0, 0, NULL,
     "where the certificates of Firebase's tokens are; for tests only; empty: where Google has them"},
    {"backup_key", TEXT, AT(backup_key), "", 0, 0, NULL,
     "public key that backups are encrypted to; `ams backup key` makes a pair, whose private half is kept elsewhere"},
    {"backup_dir", PATH, AT(backup_dir), "", 0, 0, NULL,
     "folder that the server writes backups into by the clock, better on another disk; empty: none"},
    {"backup_every_hours", NUMBER, AT(backup_every_hours), "24", 1, 8760, NULL, "hours between two of them"},
    {"backup_keep", NUMBER, AT(backup_keep), "14", 1, 1000, NULL, "so many of the newest are kept"},
    {"match_fmr", CHOICE, AT(match_fmr), "1e-4", 0, 0, "1e-3 1e-4 1e-5",
     "false match rate that the face threshold is set for"},
};
/* clang-format on */

_Static_assert(ARRAY_LENGTH(settings) <= CONFIG_SETTINGS_MAX, "raise CONFIG_SETTINGS_MAX");

static const struct setting *find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(settings); i++)
        if (strcmp(settings[i].name, name) == 0)
            return &settings[i];
    return NULL;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t size = strlen(value);
    for (const char *at = choices; size > 0 && (at = strstr(at, value)) != NULL; at += size)
        if ((at == choices || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

static bool read_switch(const char *value, bool *ret_on)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = {{"on", true},   {"true", true},   {"yes", true}, {"1", true},
                 {"off", false}, {"false", false}, {"no", false}, {"0", false}};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcmp(words[i].word, value) == 0) {
            *ret_on = words[i].on;
            return true;
        }
    return false;
}

/* Checks `value` and writes it to its place; `source` says where it stands. */
static bool assign(struct config *config, const struct setting *setting, const char *value, const char *source,
                   char error[static CONFIG_ERROR_SIZE])
{
    char *target = (char *)config + setting->offset;
    bool on;
    int64_t number;

    switch (setting->kind) {
    case TEXT:
    case SECRET:
    case PATH:
        if (!str_is_text(value, strlen(value), false)) {
            snprintf(error, CONFIG_ERROR_SIZE, "%s: %s must be plain text.", source, setting->name);
            return false;
        }
        break;
    case NUMBER:
        if (!str_to_int(value, setting->lowest, setting->highest, &number)) {
            snprintf(error, CONFIG_ERROR_SIZE, "%s: %s must be a whole number from %lld to %lld, not \"%.80s\".",
                     source, setting->name, (long long)setting->lowest, (long long)setting->highest, value);
            return false;
        }
        memcpy(target, &number, sizeof(number));
        config->sources[setting - settings] = source;
        return true;
    case SWITCH:
        if (!read_switch(value, &on)) {
            snprintf(error, CONFIG_ERROR_SIZE, "%s: %s must be on or off, not \"%.80s\".", source, setting->name,
                     value);
            return false;
        }
        memcpy(target, &on, sizeof(on));
        config->sources[setting - settings] = source;
        return true;
    case CHOICE:
        if (!is_choice(setting->choices, value)) {
            snprintf(error, CONFIG_ERROR_SIZE, "%s: %s must be one of %s, not \"%.80s\".", source, setting->name,
                     setting->choices, value);
            return false;
        }
        break;
    }
    const char *copy = arena_strdup(&config->arena, value);
    if (!copy) {
        snprintf(error, CONFIG_ERROR_SIZE, "There is not enough memory for the settings.");
        return false;
    }
    memcpy(target, &copy, sizeof(copy));
    config->sources[setting - settings] = source;
    return true;
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t size = strlen(text);
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        text[--size] = '\0';
    return text;
}

/* One line of the file: empty, a comment, or `name = value`. */
static bool read_line(struct config *config, char *line, const char *source, char error[static CONFIG_ERROR_SIZE])
{
    line = trim(line);
    if (*line == '\0' || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s: expected `name = value`, found \"%.80s\".", source, line);
        return false;
    }
    *equals = '\0';
    const char *name = trim(line);
    const struct setting *setting = find(name);
    if (!setting) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s: there is no setting named \"%.80s\". `ams config` lists them all.",
                 source, name);
        return false;
    }
    const char *before = config->sources[setting - settings];
    if (strcmp(before, "default") != 0) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s: %s is already set at %s.", source, setting->name, before);
        return false;
    }
    return assign(config, setting, trim(equals + 1), source, error);
}

static bool read_file(struct config *config, const char *path, char error[static CONFIG_ERROR_SIZE])
{
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s cannot be read: %s.", path, strerror(errno));
        return false;
    }
    char line[4096];
    size_t bytes = 0;
    bool good = true;
    for (unsigned number = 1; good && fgets(line, sizeof(line), file); number++) {
        char *source = arena_printf(&config->arena, "%s:%u", path, number);
        bytes += strlen(line);
        if (!source || bytes > CONFIG_FILE_BYTES_MAX || strlen(line) == sizeof(line) - 1) {
            snprintf(error, CONFIG_ERROR_SIZE, "%s, line %u: the file or the line is too long.", path, number);
            good = false;
        } else {
            good = read_line(config, line, source, error);
        }
    }
    if (good && ferror(file)) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s cannot be read: %s.", path, strerror(errno));
        good = false;
    }
    fclose(file);
    return good;
}

/* "AMS_DATA_DIR" -> "data_dir". */
static void setting_name(const char *variable, size_t size, char name[static 64])
{
    size_t length = 0;
    for (size_t i = 4; i < size && length < 63; i++)
        name[length++] = (char)tolower((unsigned char)variable[i]);
    name[length] = '\0';
}

static bool read_environment(struct config *config, char *const *environment, char error[static CONFIG_ERROR_SIZE])
{
    for (; environment && *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (strncmp(*environment, "AMS_", 4) != 0 || !equals)
            continue;
        char name[64];
        setting_name(*environment, (size_t)(equals - *environment), name);
        const struct setting *setting = find(name);
        const char *source = arena_strndup(&config->arena, *environment, (size_t)(equals - *environment));
        if (!source) {
            snprintf(error, CONFIG_ERROR_SIZE, "The environment is too large.");
            return false;
        }
        if (setting && !assign(config, setting, equals + 1, source, error))
            return false;
        if (strcmp(name, "master_key") == 0) // no setting: it is not printed and stands in no file (master_key.h)
            config->master_key = equals[1] ? arena_strdup(&config->arena, equals + 1) : NULL;
        else if (!setting && config->unknown_count < CONFIG_SETTINGS_MAX)
            config->unknown[config->unknown_count++] = source;
    }
    return true;
}

static bool is_secret(const struct setting *setting)
{
    return setting->kind == SECRET || setting->offset == AT(database);
}

/* systemd's credential of a secret, as "ams-smtp-password": a file in the folder that the service alone reads. What the
 * environment says goes before it. */
static bool read_credential(struct config *config, const char *folder, const struct setting *setting,
                            char error[static CONFIG_ERROR_SIZE])
{
    char path[4096], value[4096];
    int size = snprintf(path, sizeof(path), "%s/ams-%s", folder, setting->name);
    for (char *at = path + strlen(folder); *at; at++)
        *at = *at == '_' ? '-' : *at;
    FILE *file = size > 0 && (size_t)size < sizeof(path) ? fopen(path, "re") : NULL;
    if (!file)
        return true;
    size_t length = fread(value, 1, sizeof(value) - 1, file);
    fclose(file);
    value[length] = '\0';
    bool good = assign(config, setting, trim(value), "a credential", error);
    explicit_bzero(value, sizeof(value));
    return good;
}

static bool read_credentials(struct config *config, char *const *environment, char error[static CONFIG_ERROR_SIZE])
{
    static const char variable[] = "CREDENTIALS_DIRECTORY=";
    for (; environment && *environment; environment++)
        if (strncmp(*environment, variable, sizeof(variable) - 1) == 0)
            config->credentials = arena_strdup(&config->arena, *environment + sizeof(variable) - 1);
    for (size_t i = 0; config->credentials && i < ARRAY_LENGTH(settings); i++)
        if (is_secret(&settings[i]) && !read_credential(config, config->credentials, &settings[i], error))
            return false;
    return true;
}

void config_forget_environment(char **environment)
{
    for (; *environment; environment++) {
        char *equals = strchr(*environment, '=');
        char name[64];
        if (strncmp(*environment, "AMS_", 4) != 0 || !equals)
            continue;
        setting_name(*environment, (size_t)(equals - *environment), name);
        const struct setting *setting = find(name);
        if ((setting && is_secret(setting)) || strcmp(name, "master_key") == 0)
            explicit_bzero(equals + 1, strlen(equals + 1));
    }
}

/* "https://ams.example.org" or "http://10.0.0.7:8080/ams": what can stand before "/welcome#...". */
static bool is_base_url(const char *url)
{
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    if (scheme == 0 || strlen(url) > CONFIG_URL_MAX || url[scheme] == '\0' || url[scheme] == '/')
        return false;
    for (const char *c = url + scheme; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-._~:/[]", *c))
            return false;
    return true;
}

/* Checks public_url and cuts the slashes at its end; without one it follows from the listening address. */
static bool complete_url(struct config *config, char error[static CONFIG_ERROR_SIZE])
{
    const char *address = config->address;
    bool any = *address == '\0' || strcmp(address, "::") == 0 || strcmp(address, "0.0.0.0") == 0 ||
               strcmp(address, "::1") == 0 || strcmp(address, "127.0.0.1") == 0;
    if (*config->public_url != '\0') {
        size_t size = strlen(config->public_url);
        while (size > 0 && config->public_url[size - 1] == '/')
            size--;
        if (!is_base_url(config->public_url)) {
            snprintf(error, CONFIG_ERROR_SIZE,
                     "%s: public_url must be like https://ams.example.org, without ? or #, not \"%.80s\".",
                     config->sources[find("public_url") - settings], config->public_url);
            return false;
        }
        config->public_url = arena_strndup(&config->arena, config->public_url, size);
    } else if (config->port != 0) {
        bool brackets = !any && strchr(address, ':');
        config->public_url =
            arena_printf(&config->arena, "%s://%s%s%s:%lld", config->tls ? "https" : "http", brackets ? "[" : "",
                         any ? "localhost" : address, brackets ? "]" : "", (long long)config->port);
    }
    if (!config->public_url)
        snprintf(error, CONFIG_ERROR_SIZE, "There is not enough memory for the settings.");
    return config->public_url != NULL;
}

static bool check_proxies(const struct config *config, char error[static CONFIG_ERROR_SIZE])
{
    struct networks networks;
    char wrong[80];
    if (networks_parse(config->trust_proxy, &networks, wrong, sizeof(wrong)))
        return true;
    snprintf(
        error, CONFIG_ERROR_SIZE,
        "%s: trust_proxy must be a list of at most %d addresses and networks, such as 127.0.0.1 10.0.0.0/8; \"%s\" "
        "is none.",
        config->sources[find("trust_proxy") - settings], ADDRESS_NETWORKS_MAX, wrong);
    return false;
}

/* Fills what follows from other settings, and checks what two settings say together. */
static bool complete(struct config *config, char error[static CONFIG_ERROR_SIZE])
{
    if (*config->data_dir == '\0') {
        snprintf(error, CONFIG_ERROR_SIZE, "data_dir must not be empty.");
        return false;
    }
    if (*config->database == '\0')
        config->database = arena_printf(&config->arena, "sqlite:%s/ams.db", config->data_dir);
    if (*config->key_file == '\0')
        config->key_file = arena_printf(&config->arena, "%s/master.key", config->data_dir);
    if (!config->database || !config->key_file) {
        snprintf(error, CONFIG_ERROR_SIZE, "There is not enough memory for the settings.");
        return false;
    }
    if (strncmp(config->database, "sqlite:", 7) != 0 && strncmp(config->database, "mariadb://", 10) != 0) {
        snprintf(error, CONFIG_ERROR_SIZE, "%s: database must begin with sqlite: or mariadb://.",
                 config->sources[find("database") - settings]);
        return false;
    }
    if (*config->backup_dir != '\0' && *config->backup_key == '\0') {
        snprintf(error, CONFIG_ERROR_SIZE,
                 "backup_dir needs backup_key: `ams backup key FILE` makes a pair of keys, the public one goes here.");
        return false;
    }
    if ((*config->certificate == '\0') != (*config->key == '\0')) {
        snprintf(error, CONFIG_ERROR_SIZE, "certificate and key belong together: set both or neither.");
        return false;
    }
    if (!complete_url(config, error) || !check_proxies(config, error))
        return false;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    processors = processors < 1 ? 1 : processors > 64 ? 64 : processors;
    if (config->threads == 0)
        config->threads = processors < 2 ? 2 : processors;
    if (config->workers == 0)
        config->workers = 4 * processors; // most of them wait for the disk
    if (config->face_workers == 0)
        config->face_workers = processors;
    return true;
}

bool config_load(struct config *config, const char *path, char *const *environment,
                 char error[static CONFIG_ERROR_SIZE])
{
    static const char *const places[] = {"ams.conf", "/etc/ams/ams.conf"};

    memset(config, 0, sizeof(*config));
    arena_init(&config->arena, 1 << 20);
    bool good = true;
    for (size_t i = 0; good && i < ARRAY_LENGTH(settings); i++)
        good = assign(config, &settings[i], settings[i].standard, "default", error);
    for (size_t i = 0; !path && i < ARRAY_LENGTH(places); i++)
        path = access(places[i], F_OK) == 0 ? places[i] : NULL;
    if (good && path)
        good = read_file(config, path, error);
    config->path = path ? path : "no file";
    good = good && read_credentials(config, environment, error) && read_environment(config, environment, error) &&
           complete(config, error);
    if (!good)
        config_release(config);
    return good;
}

void config_release(struct config *config)
{
    if (config->master_key)
        explicit_bzero(config->master_key, strlen(config->master_key));
    arena_release(&config->arena);
}

/* Prints "mariadb://user:secret@host" as "mariadb://user:***@host". */
static void print_url(FILE *out, const char *url)
{
    const char *start = strstr(url, "://");
    const char *at = start ? strrchr(start, '@') : NULL;
    const char *colon = at ? strchr(start + 3, ':') : NULL;
    if (colon && colon < at)
        fprintf(out, "%.*s:***%s", (int)(colon - url), url, at);
    else
        fputs(url, out);
}

void config_print(const struct config *config, FILE *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(settings); i++) {
        const struct setting *setting = &settings[i];
        const char *target = (const char *)config + setting->offset;
        const char *text;
        int64_t number;

        fprintf(out, "# %s (from: %s)\n%s = ", setting->help, config->sources[i], setting->name);
        if (setting->kind == NUMBER) {
            memcpy(&number, target, sizeof(number));
            fprintf(out, "%lld", (long long)number);
        } else if (setting->kind == SWITCH) {
            fputs(*(const bool *)target ? "on" : "off", out);
        } else {
            memcpy(&text, target, sizeof(text));
            if (setting->offset == AT(database))
                print_url(out, text);
            else if (setting->kind == SECRET)
                fputs(*text != '\0' ? "***" : "", out);
            else
                fputs(text, out);
        }
        fputc('\n', out);
    }
    for (size_t i = 0; i < config->unknown_count; i++)
        fprintf(out, "# %s is set in the environment but is no setting\n", config->unknown[i]);
}
