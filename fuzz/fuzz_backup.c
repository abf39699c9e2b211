/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a backup's records. They are refused with a sentence, or hold what they say they hold. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "store/backup/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct memory {
    const uint8_t *bytes;
    size_t left;
};

static bool memory_read(void *context, void *bytes, size_t size)
{
    struct memory *memory = context;
    if (size > memory->left)
        return false;
    memcpy(bytes, memory->bytes, size);
    memory->bytes += size;
    memory->left -= size;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct memory memory = {bytes, size};
    const struct record_source source = {memory_read, &memory};
    struct backup_about about;
    struct backup_counts counts;
    char error[STORE_ERROR_SIZE] = "";
    if (backup_check(&source, &about, &counts, error)) {
        assert(about.schema >= 1 && strlen(about.engine) < sizeof(about.engine));
        assert(counts.tables >= 0 && counts.rows >= 0 && counts.file_bytes <= (int64_t)size);
        assert(counts.rows == 0 || counts.tables > 0);
    } else {
        assert(*error && strlen(error) < sizeof(error));
    }
    return 0;
}
