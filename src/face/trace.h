/* SPDX-License-Identifier: MIT */
/*
 * What is kept of a frame to know it again, and when two frames are one picture. Pure functions. The limits were
 * measured on pictures compressed, scaled, cut and turned anew, and on pairs of different pictures: docs/LIVENESS.md.
 */
#ifndef AMS_FACE_TRACE_H
#define AMS_FACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/align.h"
#include "face/face.h"

/*
 * 256 bits of the aligned face (112, 112, 3): which of two neighbours in a coarse grid is lighter. The same picture
 * cropped, scaled or compressed again gives nearly the same bits.
 */
void trace_look(const uint8_t aligned[static ALIGN_BYTES], uint64_t ret_look[static 4]);

/* SHA-256 of the frame's bytes. */
void trace_digest(struct face_frame frame, uint8_t ret_digest[static 32]);

/* Share of bits in which two looks differ, 0..1. */
float trace_distance(const uint64_t a[static 4], const uint64_t b[static 4]);

/*
 * Whether a burst was shown before by the same person: a frame whose bytes were, or two (one, of a burst of one) that
 * are nearly the same picture as some of `seen`. Strict: nobody may be refused who sits as they sat last week.
 */
bool trace_repeats(const struct face_trace *burst, size_t count, const struct face_trace *seen, size_t seen_count);

/*
 * Whether a frame of the burst is, or is nearly, a picture that somebody else has shown. Two people's faces differ by
 * much more than one's from day to day, so this sees more than trace_repeats().
 */
bool trace_is_shared(const struct face_trace *burst, size_t count, const struct face_trace *others,
                     size_t others_count);

enum { TRACE_BYTES = 64 }; // of a packed one, the same on every machine

void trace_pack(const struct face_trace *trace, uint8_t bytes[static TRACE_BYTES]);
void trace_unpack(const uint8_t bytes[static TRACE_BYTES], struct face_trace *ret_trace);

#endif
