/* SPDX-License-Identifier: MIT */
#include "school/checkin/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum {
    WORD_SIZE = 64, // longer than any address with its prefix
    V4_BITS = 96,   // of the prefix ::ffff:0:0
};

static const uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* *ret_first_bit: where a prefix length of the address's own kind begins. */
static bool address_parse(const char *text, uint8_t address[static 16], unsigned *ret_first_bit)
{
    uint8_t bytes[16];
    if (inet_pton(AF_INET, text, bytes) == 1) {
        memcpy(address, v4_prefix, sizeof(v4_prefix));
        memcpy(address + sizeof(v4_prefix), bytes, 4);
        *ret_first_bit = V4_BITS;
        return true;
    }
    if (inet_pton(AF_INET6, text, bytes) != 1)
        return false;
    memcpy(address, bytes, sizeof(bytes));
    *ret_first_bit = 0;
    return true;
}

static void clear_beyond(uint8_t address[static 16], unsigned prefix)
{
    for (unsigned bit = prefix; bit < 128; bit++)
        address[bit / 8] = (uint8_t)(address[bit / 8] & ~(0x80U >> bit % 8));
}

static bool network_parse(char *word, struct network *network)
{
    unsigned first_bit;
    int64_t prefix = -1;
    char *slash = strchr(word, '/');
    if (slash)
        *slash = '\0';
    if (!address_parse(word, network->address, &first_bit))
        return false;
    if (slash && !str_to_int(slash + 1, 0, 128 - first_bit, &prefix))
        return false;
    network->prefix = slash ? (unsigned)prefix + first_bit : 128;
    clear_beyond(network->address, network->prefix);
    return true;
}

bool network_parse_list(const char *text, struct network networks[static NETWORK_LIST_MAX], size_t *ret_count)
{
    struct network list[NETWORK_LIST_MAX];
    size_t count = 0;
    if (!text || strlen(text) >= NETWORK_LIST_SIZE)
        return false;
    for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
        char word[WORD_SIZE];
        size_t size = strcspn(text, ", ");
        if (size >= WORD_SIZE || count >= NETWORK_LIST_MAX)
            return false;
        memcpy(word, text, size);
        word[size] = '\0';
        if (!network_parse(word, &list[count]))
            return false;
        count++;
        text += size;
    }
    memcpy(networks, list, count * sizeof(*list));
    *ret_count = count;
    return true;
}

bool network_format_list(const struct network *networks, size_t count, char text[static NETWORK_LIST_SIZE])
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct network *network = &networks[i];
        char word[INET6_ADDRSTRLEN];
        bool is_v4 = network->prefix >= V4_BITS && memcmp(network->address, v4_prefix, sizeof(v4_prefix)) == 0;
        const uint8_t *bytes = network->address + (is_v4 ? sizeof(v4_prefix) : 0);
        if (!inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, word, sizeof(word)))
            return false;
        int written = snprintf(text + size, NETWORK_LIST_SIZE - size, "%s%s/%u", i > 0 ? ", " : "", word,
                               network->prefix - (is_v4 ? (unsigned)V4_BITS : 0));
        if (written < 0 || (size_t)written >= NETWORK_LIST_SIZE - size)
            return false;
        size += (size_t)written;
    }
    return true;
}

/* With or without a zone. */
static bool address_read(const char *address, uint8_t bytes[static 16], unsigned *ret_first_bit)
{
    char word[WORD_SIZE];
    size_t size = address ? strcspn(address, "%") : 0;
    if (size == 0 || size >= WORD_SIZE)
        return false;
    memcpy(word, address, size);
    word[size] = '\0';
    return address_parse(word, bytes, ret_first_bit);
}

bool network_contains(const struct network *networks, size_t count, const char *address)
{
    uint8_t bytes[16], masked[16];
    unsigned first_bit;
    if (!address_read(address, bytes, &first_bit))
        return false;
    for (size_t i = 0; i < count; i++) {
        memcpy(masked, bytes, sizeof(masked));
        clear_beyond(masked, networks[i].prefix);
        if (memcmp(masked, networks[i].address, sizeof(masked)) == 0)
            return true;
    }
    return false;
}

bool network_range(const char *address, char text[static NETWORK_RANGE_SIZE])
{
    struct network range;
    char list[NETWORK_LIST_SIZE];
    unsigned first_bit;
    if (!address_read(address, range.address, &first_bit))
        return false;
    bool is_v4 = memcmp(range.address, v4_prefix, sizeof(v4_prefix)) == 0;
    range.prefix = is_v4 ? V4_BITS + 24 : 48;
    clear_beyond(range.address, range.prefix);
    return network_format_list(&range, 1, list) && str_copy(text, NETWORK_RANGE_SIZE, list);
}
