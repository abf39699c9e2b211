/* SPDX-License-Identifier: MIT */
#include "store/url.h"

#include <arpa/inet.h>

#include "base/str.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Copies text[size] with its percent-escapes decoded; false when it does not fit or an escape is broken. */
static bool decode(char out[static STORE_URL_PART], const char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        int byte = (unsigned char)text[i];
        if (text[i] == '%') {
            int high = i + 2 < size ? hex_value(text[i + 1]) : -1;
            int low = i + 2 < size ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = high * 16 + low;
            i += 2;
        }
        if (byte == 0 || used + 1 >= STORE_URL_PART)
            return false;
        out[used++] = (char)byte;
    }
    out[used] = '\0';
    return true;
}

static bool parse_account(const char *text, size_t size, struct store_url *url)
{
    const char *colon = memchr(text, ':', size);
    size_t user_size = colon ? (size_t)(colon - text) : size;
    if (colon && !decode(url->password, colon + 1, size - user_size - 1))
        return false;
    return decode(url->user, text, user_size) && url->user[0] != '\0';
}

static bool parse_host(const char *text, size_t size, struct store_host *host)
{
    const char *bracket = size > 0 && text[0] == '[' ? memchr(text, ']', size) : NULL;
    const char *after = bracket ? bracket + 1 : text;
    const char *colon = memchr(after, ':', size - (size_t)(after - text));
    const char *name = bracket ? text + 1 : text;
    const char *name_end = bracket ? bracket : colon ? colon : text + size;
    host->port = STORE_PORT_DEFAULT;
    if (bracket && after != text + size && *after != ':')
        return false;
    if (colon) {
        char digits[8] = "";
        int64_t port;
        size_t digits_size = size - (size_t)(colon + 1 - text);
        if (digits_size >= sizeof(digits))
            return false;
        memcpy(digits, colon + 1, digits_size);
        if (!str_to_int(digits, 1, 65535, &port))
            return false;
        host->port = (unsigned)port;
    }
    return decode(host->name, name, (size_t)(name_end - name)) && host->name[0] != '\0';
}

/* Hosts with commas between them. */
static bool parse_hosts(const char *text, size_t size, struct store_url *url)
{
    for (const char *at = text, *end = text + size; at <= end; at++) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        size_t length = (size_t)((comma ? comma : end) - at);
        if (url->host_count == STORE_HOSTS_MAX || !parse_host(at, length, &url->hosts[url->host_count++]))
            return false;
        at += length;
    }
    return true;
}

bool store_host_is_here(const char *name)
{
    struct in_addr address;
    bool numeric = inet_pton(AF_INET, name, &address) == 1;
    return numeric ? ntohl(address.s_addr) >> 24 == 127 : strcmp(name, "::1") == 0 || strcmp(name, "localhost") == 0;
}

/* What follows the database: socket=PATH, tls=required or off, ca=FILE, with & between them. */
static bool parse_options(const char *text, struct store_url *url, const char **ret_problem)
{
    bool plain = false;
    *ret_problem = "after the database only socket=PATH, tls=required, tls=off and ca=FILE may follow";
    while (*text) {
        size_t size = strcspn(text, "&");
        const char *value = memchr(text, '=', size);
        size_t name_size = value ? (size_t)(value - text) : size;
        size_t value_size = value ? size - name_size - 1 : 0;
        char word[STORE_URL_PART];
        if (!value || !decode(word, value + 1, value_size))
            return false;
        if (name_size == 6 && memcmp(text, "socket", 6) == 0 && word[0] == '/')
            memcpy(url->socket, word, sizeof(word));
        else if (name_size == 2 && memcmp(text, "ca", 2) == 0 && word[0] != '\0')
            memcpy(url->ca, word, sizeof(word));
        else if (name_size == 3 && memcmp(text, "tls", 3) == 0 && strcmp(word, "required") == 0)
            url->tls = true;
        else if (name_size == 3 && memcmp(text, "tls", 3) == 0 && strcmp(word, "off") == 0)
            plain = true;
        else
            return false;
        text += size + (text[size] == '&');
    }
    *ret_problem = "its tls cannot be required and off, and ca=FILE goes with tls";
    if (plain && (url->tls || url->ca[0]))
        return false;
    // What leaves this machine is encrypted unless somebody has said in so many words that it need not be.
    for (size_t i = 0; i < url->host_count && !plain && !url->socket[0]; i++)
        url->tls = url->tls || !store_host_is_here(url->hosts[i].name);
    *ret_problem = "a socket goes with one host, localhost, and without tls";
    if (url->socket[0] && (url->tls || url->ca[0] || url->host_count > 1))
        return false;
    url->tls = url->tls || url->ca[0];
    return true;
}

/* Reads what follows "mariadb://": user[:password]@host[:port][,host[:port]]/database[?options]. */
static bool parse_mariadb(const char *text, struct store_url *url, const char **ret_problem)
{
    const char *at = strrchr(text, '@');
    const char *slash = at ? strchr(at, '/') : NULL;
    *ret_problem = "write it as mariadb://user:password@host:port/database";
    if (!at || !slash)
        return false;
    const char *question = strchr(slash, '?');
    const char *end = question ? question : slash + strlen(slash);

    *ret_problem = "its user or password is empty, too long or badly percent-encoded";
    if (!parse_account(text, (size_t)(at - text), url))
        return false;
    *ret_problem = "its host or port is not valid";
    if (!parse_hosts(at + 1, (size_t)(slash - at - 1), url))
        return false;
    *ret_problem = "its database name is missing or not valid";
    if (!decode(url->database, slash + 1, (size_t)(end - slash - 1)) || url->database[0] == '\0')
        return false;
    return parse_options(question ? question + 1 : "", url, ret_problem) && (!question || question[1] != '\0');
}

bool store_url_parse(const char *text, struct store_url *ret_url, char error[static STORE_ERROR_SIZE])
{
    static const char sqlite[] = "sqlite:", mariadb[] = "mariadb://";
    struct store_url url = {0};
    const char *problem = "it must begin with sqlite: or mariadb://";
    bool good = false;
    if (strncmp(text, sqlite, sizeof(sqlite) - 1) == 0) {
        const char *path = text + sizeof(sqlite) - 1;
        url.is_sqlite = true;
        problem = "after sqlite: the path of a file must follow";
        // Each connection would get an in-memory database of its own.
        good = path[0] && path[0] != ':' && str_copy(url.path, sizeof(url.path), path);
    } else if (strncmp(text, mariadb, sizeof(mariadb) - 1) == 0) {
        good = parse_mariadb(text + sizeof(mariadb) - 1, &url, &problem);
    }
    if (!good) {
        snprintf(error, STORE_ERROR_SIZE, "The database address is not valid: %s.", problem);
        return false;
    }
    *ret_url = url;
    return true;
}
