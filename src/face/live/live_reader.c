/* SPDX-License-Identifier: MIT */
#include "face/live/live_reader.h"

#include <stdlib.h>

void live_reader_close(struct live_reader *reader)
{
    if (!reader)
        return;
    net_close(reader->net);
    spoof_close(reader->spoof);
    free(reader);
}
