/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as the database's URL. A sentence that refuses it does not repeat it, for it may hold a password.
 */
#include <assert.h>

#include "own_text.h"
#include "store/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool ends(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = own_text(bytes, size);
    char error[STORE_ERROR_SIZE] = "";
    struct store_url url;
    if (store_url_parse(text, &url, error)) {
        assert(ends(url.path, sizeof(url.path)) && ends(url.user, sizeof(url.user)) &&
               ends(url.password, sizeof(url.password)));
        assert(ends(url.database, sizeof(url.database)) && ends(url.socket, sizeof(url.socket)) &&
               ends(url.ca, sizeof(url.ca)));
        assert(url.is_sqlite ? *url.path : *url.socket || url.host_count > 0);
        assert(url.host_count <= STORE_HOSTS_MAX);
        for (size_t i = 0; i < url.host_count; i++) {
            assert(ends(url.hosts[i].name, sizeof(url.hosts[i].name)));
            assert(url.hosts[i].port >= 1 && url.hosts[i].port <= 65535);
        }
    } else {
        assert(*error && ends(error, sizeof(error)));
        assert(strlen(text) < 40 || !strstr(error, text));
    }
    free(text);
    return 0;
}
