/* SPDX-License-Identifier: MIT */
#include "store/url.h"

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

static bool parse_host(const char *text, size_t size, struct store_url *url)
{
    const char *colon = memchr(text, ':', size);
    size_t host_size = colon ? (size_t)(colon - text) : size;
    if (colon) {
        char digits[8] = "";
        int64_t port;
        if (size - host_size - 1 >= sizeof(digits))
            return false;
        memcpy(digits, colon + 1, size - host_size - 1);
        if (!str_to_int(digits, 1, 65535, &port))
            return false;
        url->port = (unsigned)port;
    }
    return decode(url->host, text, host_size) && url->host[0] != '\0';
}

/* Reads what follows "mariadb://": user[:password]@host[:port]/database[?socket=PATH]. */
static bool parse_mariadb(const char *text, struct store_url *url, const char **ret_problem)
{
    const char *at = strrchr(text, '@');
    const char *slash = at ? strchr(at, '/') : NULL;
    *ret_problem = "write it as mariadb://user:password@host:port/database";
    if (!at || !slash)
        return false;
    const char *question = strchr(slash, '?');
    const char *end = question ? question : slash + strlen(slash);

    url->port = STORE_PORT_DEFAULT;
    *ret_problem = "its user or password is empty, too long or badly percent-encoded";
    if (!parse_account(text, (size_t)(at - text), url))
        return false;
    *ret_problem = "its host or port is not valid";
    if (!parse_host(at + 1, (size_t)(slash - at - 1), url))
        return false;
    *ret_problem = "its database name is missing or not valid";
    if (!decode(url->database, slash + 1, (size_t)(end - slash - 1)) || url->database[0] == '\0')
        return false;
    *ret_problem = "after the database only ?socket=PATH may follow";
    if (question) {
        static const char name[] = "?socket=";
        if (strncmp(question, name, sizeof(name) - 1) != 0)
            return false;
        const char *value = question + sizeof(name) - 1;
        if (!decode(url->socket, value, strlen(value)) || url->socket[0] != '/')
            return false;
    }
    return true;
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
