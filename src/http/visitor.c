/* SPDX-License-Identifier: MIT */
/* Who a request is from. */
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "http/exchange.h"

/* The entries of all headers of this name, the last one first. */
struct entries {
    const struct message *message;
    const char *name;
    size_t header;    // those behind it are done
    const char *text; // the current header's value; NULL: none
    size_t size;      // of its part that is not done
};

static struct entries entries_of(const struct message *message, const char *name)
{
    return (struct entries){.message = message, .name = name, .header = message->request_header_count};
}

static bool entry_next(struct entries *entries, const char **ret_text, size_t *ret_size)
{
    while (!entries->text) {
        if (entries->header == 0)
            return false;
        const struct message_header *header = &entries->message->request_headers[--entries->header];
        if (strcasecmp(header->name, entries->name) == 0) {
            entries->text = header->value;
            entries->size = strlen(header->value);
        }
    }
    const char *comma = memrchr(entries->text, ',', entries->size);
    *ret_text = comma ? comma + 1 : entries->text;
    *ret_size = entries->size - (size_t)(*ret_text - entries->text);
    if (comma)
        entries->size = (size_t)(comma - entries->text);
    else
        entries->text = NULL;
    return true;
}

/* From the right, past those that we trust: what stands before the first that we do not is anybody's word. */
static struct address client_of(const struct networks *proxies, const struct message *message, struct address peer)
{
    struct entries entries = entries_of(message, "X-Forwarded-For");
    struct address client = peer, before;
    const char *text;
    size_t size;
    while (networks_have(proxies, &client) && entry_next(&entries, &text, &size)) {
        if (!address_parse(text, size, &before))
            break;
        client = before;
    }
    return client;
}

static bool says_https(const struct message *message)
{
    struct entries entries = entries_of(message, "X-Forwarded-Proto");
    const char *text;
    size_t size;
    if (!entry_next(&entries, &text, &size))
        return false;
    while (size > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        size--;
    }
    return size >= 5 && strncasecmp(text, "https", 5) == 0 && strspn(text + 5, " \t") >= size - 5;
}

bool visitor_find(struct exchange *exchange)
{
    const struct networks *proxies = &exchange->server->proxies;
    struct message *message = &exchange->message;
    struct address peer;
    char text[ADDRESS_TEXT_SIZE] = "", network[ADDRESS_NETWORK_SIZE] = "";
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    message->secure = exchange->server->tls;
    if (info && info->client_addr && address_of(info->client_addr, &peer)) {
        bool trusted = networks_have(proxies, &peer);
        struct address client = client_of(proxies, message, peer);
        address_text(&client, text);
        address_network_text(&client, network);
        message->secure |= trusted && says_https(message);
    }
    message->client_address = arena_strdup(&message->arena, text);
    message->client_network = arena_strdup(&message->arena, network);
    return message->client_address && message->client_network;
}
