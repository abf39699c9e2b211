/* SPDX-License-Identifier: MIT */
/* Any bytes as a frame: decoded, turned upright and sampled, within the limits of memory. */
#include "face/image/image.h"
#include "face/sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct image_limits limits = {1 << 20, 1000000, 1000000, 320};
    static const struct tensor_format format = {127, 1 / 128.f, false};
    static float tensor[240 * 320 * 3];
    static struct image image; // kept, as an engine keeps it: one file must not spoil the next
    if (image_decode(&image, data, size, &limits) == FACE_OK)
        sample_frame(&image, format, 320, 240, tensor);
    return 0;
}
