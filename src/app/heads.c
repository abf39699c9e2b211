/* SPDX-License-Identifier: MIT */
#include "app/heads.h"

#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "base/arena.h"
#include "base/str.h"

enum { HEADS_ARENA_MAX = 1 << 16 };

enum fault heads_read(struct school *school, struct heads *ret_heads)
{
    struct heads heads = {0};
    struct receipt_head head;
    const char *text = NULL;
    CLOSES(arena_release) struct arena arena = arena_of(HEADS_ARENA_MAX);
    enum fault fault = receipt_head_published(school, &arena, &text); // first: a key that it makes is audited
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_head(school, heads.audit, &heads.entries);
    if (fault != FAULT_NONE)
        return fault;
    if (receipt_head_read(text, &head) != RECEIPT_GOOD || !str_copy(heads.text, sizeof(heads.text), text))
        return FAULT_INTERNAL;
    receipt_bytes_text(head.root.bytes, heads.root);
    heads.size = head.size;
    *ret_heads = heads;
    return FAULT_NONE;
}

bool heads_is_signed(const char *text)
{
    return strncmp(text, "ams1", 4) == 0;
}

int heads_say(const struct receipt_noted *noted)
{
    switch (noted->reason) {
    case RECEIPT_GOOD:
        break;
    case RECEIPT_KEY_UNKNOWN:
        cli_fail("The head was signed by another key: it is another installation's.");
        return RECEIPT_EXIT_OTHER_KEY;
    case RECEIPT_ALTERED:
    case RECEIPT_KEY_ENDED:
        cli_fail("The head was altered, or signed after its key had been replaced.");
        return RECEIPT_EXIT_NOT_GENUINE;
    default:
        cli_fail("This is no whole head: it begins with ams1-head. and has two parts behind that.");
        return RECEIPT_EXIT_NONE;
    }
    if (!noted->held) {
        cli_fail("The log of marks does not begin with the one of the head: it has been set back or altered.");
        return RECEIPT_EXIT_NOT_IN_LOG;
    }
    printf("The log of marks begins with the %lld states that the head stands for.\n", (long long)noted->head.size);
    return CLI_OK;
}
