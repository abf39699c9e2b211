/* SPDX-License-Identifier: MIT */
/*
 * 32 pixels by 32 outputs are four tiles of sums; two tiles of pixels and two of weights pass through the four others
 * for every 32 inputs (the chapter on AMX of Intel's optimization manual). The packed weights are what a tile wants as
 * they stand: a row of one is a pair of inputs of 16 outputs. Tiles that lie past the last pixel are computed and not
 * stored.
 */
#ifdef __x86_64__
#include "nn/kernel/pointwise_tiles.h"

#include <cpuid.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nn/kernel/pointwise_inside.h"

enum {
    TILE_ROWS = 16,
    TILE_BYTES = 64, // of a row
    ROWS = 2 * TILE_ROWS,
    OUTPUTS = 2 * LANES,
    ASK_PERMISSION = 0x1023, // ARCH_REQ_XCOMP_PERM of asm/prctl.h, since Linux 5.16
    TILE_DATA = 18,          // the state of the tiles
};

#define TILES __attribute__((target(BF16_TARGET ",amx-tile,amx-bf16")))

/* TILECFG of Intel's manual, volume 1, the chapter on AMX. */
struct tile_config {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

/* The intrinsics do not say that they read memory. */
#define MEMORY_IS_READ() __asm__ volatile("" ::: "memory")

/* The sums of 32 pixels by 32 outputs, or 16 by either when there are no more. */
TILES static void multiply(const uint16_t *panel, const uint16_t *weights, size_t pairs, const float *bias,
                           bool more_pixels, bool more_outputs, float sums[ROWS][OUTPUTS])
{
    const long panel_row = PANEL_STRIDE * sizeof(*panel), sums_row = sizeof(sums[0]);
    const long pair_row = more_outputs ? 2 * TILE_BYTES : TILE_BYTES;
    const uint16_t *second = panel + TILE_ROWS * PANEL_STRIDE;
    MEMORY_IS_READ();
    _tile_loadd(0, bias, 0); // the same row in each of its rows
    _tile_loadd(1, bias + LANES, 0);
    _tile_loadd(2, bias, 0);
    _tile_loadd(3, bias + LANES, 0);
    for (size_t pair = 0; pair < pairs; pair += TILE_ROWS) {
        _tile_loadd(4, panel + 2 * pair, panel_row);
        _tile_loadd(6, weights, pair_row);
        _tile_dpbf16ps(0, 4, 6);
        if (more_outputs) {
            _tile_loadd(7, weights + 2 * LANES, pair_row);
            _tile_dpbf16ps(1, 4, 7);
        }
        if (more_pixels) {
            _tile_loadd(5, second + 2 * pair, panel_row);
            _tile_dpbf16ps(2, 5, 6);
        }
        if (more_pixels && more_outputs)
            _tile_dpbf16ps(3, 5, 7);
        weights += (size_t)pair_row / sizeof(*weights) * TILE_ROWS;
    }
    _tile_stored(0, sums[0], sums_row);
    _tile_stored(1, sums[0] + LANES, sums_row);
    _tile_stored(2, sums[TILE_ROWS], sums_row);
    _tile_stored(3, sums[TILE_ROWS] + LANES, sums_row);
}

BF16_INLINE void store_vector(const struct kernel_pointwise *conv, bool sloped, size_t channel, size_t rows,
                              const float *sums, float *output)
{
    __mmask16 mask = mask_of(conv->outputs - channel);
    struct activation activation = activation_of(conv, sloped, channel, mask);
    for (size_t row = 0; row < rows; row++)
        _mm512_mask_storeu_ps(output + row * conv->output_stride + channel, mask,
                              activate(&activation, sloped, _mm512_load_ps(sums + row * OUTPUTS)));
}

BF16 static void store(const struct kernel_pointwise *conv, size_t channel, size_t rows,
                       const float sums[ROWS][OUTPUTS], float *output)
{
    for (size_t v = 0; v < 2 && channel + v * LANES < conv->outputs; v++) {
        if (conv->slopes)
            store_vector(conv, true, channel + v * LANES, rows, sums[0] + v * LANES, output);
        else
            store_vector(conv, false, channel + v * LANES, rows, sums[0] + v * LANES, output);
    }
}

/* `rows` pixels, all outputs. */
TILES static void rows_of(const struct kernel_pointwise *conv, const uint16_t *panel, size_t rows, float *output)
{
    _Alignas(TILE_BYTES) float sums[ROWS][OUTPUTS], bias[OUTPUTS] = {0};
    size_t pairs = pairs_of(conv->inputs);
    for (size_t channel = 0; channel < conv->outputs; channel += OUTPUTS) {
        size_t left = conv->outputs - channel;
        memcpy(bias, conv->bias + channel, (left < OUTPUTS ? left : OUTPUTS) * sizeof(*bias));
        multiply(panel, conv->weights + channel * pairs * 2, pairs, bias, rows > TILE_ROWS, left > LANES, sums);
        store(conv, channel, rows, (const float(*)[OUTPUTS])sums, output);
    }
}

TILES void pointwise_tiles(const struct kernel_pointwise *conv)
{
    _Alignas(TILE_BYTES) uint16_t panel[ROWS * PANEL_STRIDE];
    struct tile_config config = {.palette = 1};
    for (size_t tile = 0; tile < 8; tile++) {
        config.row_bytes[tile] = TILE_BYTES;
        config.rows[tile] = TILE_ROWS;
    }
    // Rows that are not filled are multiplied all the same: numbers that are none would cost nothing but look wrong.
    memset(panel, 0, sizeof(panel));
    MEMORY_IS_READ();
    _tile_loadconfig(&config);
    for (size_t first = 0; first < conv->pixels; first += ROWS) {
        size_t left = conv->pixels - first, rows = left < ROWS ? left : ROWS;
        fill_panel(conv, conv->input + first * conv->input_stride, rows, panel);
        rows_of(conv, panel, rows, conv->output + first * conv->output_stride);
    }
    _tile_release();
}

static bool allowed;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* CPUID 7.0, EDX bits 22 and 24: AMX-BF16, AMX-TILE. Without the kernel's leave the first tile is an illegal
 * instruction: it keeps eight kilobytes more for each thread that uses them. */
static void ask(void)
{
    unsigned a, b, c, d;
    const unsigned needed = 1U << 22 | 1U << 24;
    allowed = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & needed) == needed &&
              syscall(SYS_arch_prctl, ASK_PERMISSION, TILE_DATA) == 0;
}

bool pointwise_tiles_allowed(void)
{
    pthread_once(&once, ask);
    return allowed;
}
#endif
