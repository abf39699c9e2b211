/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a file that somebody sends, the first line as its name. What is taken is of a kind that we
 * take, by a name that fits. */
#include <assert.h>

#include "own_text.h"
#include "school/files/file_kind.h"
#include "worker/pack.h"
#include "worker/serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct file_kinds *kinds;
    if (!kinds && !(kinds = file_kinds_open()))
        abort();
    char *text = own_text(bytes, size), *rest = text;
    const char *name = next_line(&rest);
    struct worker_op op;
    file_kinds_op(kinds, &op);
    struct pack answer = {.max = op.answer_max};
    assert(op.run(op.context, (const uint8_t *)rest, size - (size_t)(rest - text), &answer));
    const char *type = file_kind_taken((const char *)answer.bytes, answer.size);
    pack_release(&answer);
    if (type) {
        assert(!strstr(type, "html") && !strstr(type, "svg") && !strstr(type, "script") && !strstr(type, "executable"));
        size_t length = strlen(name);
        bool runs =
            length > 4 && (strcasecmp(name + length - 4, ".exe") == 0 || strcasecmp(name + length - 4, ".hta") == 0);
        assert(!runs || !file_name_fits(type, name));
    }
    free(text);
    return 0;
}
