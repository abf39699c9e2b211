/* SPDX-License-Identifier: MIT */
/* `ams audit ...`: the heads of the two logs, to note elsewhere, and whether both still hold what they held then. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/heads.h"
#include "app/services.h"
#include "base/str.h"
#include "school/common/audit.h"
#include "school/marks/receipt/mark_receipt.h"

int audit_head_command(const struct cli_call *call)
{
    struct services services;
    struct heads heads;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = heads_read(services.school, &heads);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    printf("%s  %lld entries\n%s  %lld states of marks\n%s\n", heads.audit, (long long)heads.entries, heads.root,
           (long long)heads.size, heads.text);
    return CLI_OK;
}

/* What was read of both logs. */
struct audit_reading {
    struct receipt_noted noted; // where a signed head was given
    int64_t broken_id, entries;
    char hash[AUDIT_HASH_SIZE];
};

static enum fault audit_read(struct school *school, const char *kept, struct audit_reading *reading)
{
    bool signed_head = kept && heads_is_signed(kept);
    enum fault fault = signed_head ? receipt_noted_judge(school, kept, &reading->noted) : FAULT_NONE;
    if (fault != FAULT_NONE || (signed_head && reading->noted.reason != RECEIPT_GOOD))
        return fault;
    if (signed_head)
        kept = reading->noted.head.audit[0] ? reading->noted.head.audit : NULL;
    fault = audit_verify_against(school, kept, &reading->broken_id);
    return fault != FAULT_NONE ? fault : audit_head(school, reading->hash, &reading->entries);
}

static int say_audit(const struct audit_reading *reading, const char *kept)
{
    if (reading->broken_id == AUDIT_CUT)
        return cli_fail(kept ? "The end of the audit log was cut off, or it never had this head."
                             : "The end of the audit log was cut off.");
    if (reading->broken_id != 0)
        return cli_fail("Entry %lld of the audit log, or the one before it, was changed.",
                        (long long)reading->broken_id);
    printf("All %lld entries fit. The newest hash, to note elsewhere:\n%s\n", (long long)reading->entries,
           reading->hash);
    return CLI_OK;
}

int audit_verify_command(const struct cli_call *call)
{
    struct services services;
    static struct audit_reading reading;
    const char *kept = call->values[0];
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = audit_read(services.school, kept, &reading);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    if (!kept || !heads_is_signed(kept))
        return say_audit(&reading, kept);
    int told = heads_say(&reading.noted);
    if (reading.noted.reason != RECEIPT_GOOD)
        return told;
    int code = say_audit(&reading, kept);
    return code != CLI_OK ? code : told;
}
