/* SPDX-License-Identifier: MIT */
#include "worker/serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "worker/channel.h"
#include "worker/sandbox.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEMORY_MAX = 0 };
#else
#define MEMORY_MAX ((size_t)3 << 30) // a photo of 50 megapixels, turned, with eight engines beside it
#endif

enum { CPU_S = 3600 };

static const struct worker_op *find(const struct worker_kit *kit, const char *name)
{
    for (size_t i = 0; i < kit->count; i++)
        if (strncmp(kit->ops[i].name, name, WORKER_NAME_SIZE) == 0)
            return &kit->ops[i];
    return NULL;
}

static bool answer_one(int socket, const struct worker_kit *kit)
{
    struct worker_head head;
    if (!channel_receive(socket, &head, sizeof(head), CHANNEL_FOR_EVER))
        return false;
    const struct worker_op *op = find(kit, head.name);
    if (!op || head.size > op->request_max)
        return false;
    uint8_t *request = malloc(head.size + 1);
    struct pack answer = {.max = op->answer_max};
    bool good = request && channel_receive(socket, request, head.size, CHANNEL_FOR_EVER) &&
                op->run(op->context, request, head.size, &answer) && !answer.failed;
    if (good) {
        struct worker_head back = {.size = answer.size};
        const struct iovec parts[] = {{&back, sizeof(back)}, {answer.bytes, answer.size}};
        good = channel_send(socket, parts, 2, CHANNEL_FOR_EVER);
    }
    if (request)
        explicit_bzero(request, head.size);
    free(request);
    pack_release(&answer);
    return good;
}

bool worker_shut_in(int socket)
{
    return sandbox_enter(socket, &(struct sandbox_limits){.memory_max = MEMORY_MAX, .cpu_s = CPU_S});
}

_Noreturn void worker_serve(int socket, const struct worker_kit *kit)
{
    if (!worker_shut_in(socket))
        _exit(1);
    while (answer_one(socket, kit))
        ;
    _exit(0);
}
