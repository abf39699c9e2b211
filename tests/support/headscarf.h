/* SPDX-License-Identifier: MIT */
/* A headscarf, painted: cloth in folds around a face that is left free, over hair, ears, neck and shoulders. */
#ifndef AMS_TESTS_SUPPORT_HEADSCARF_H
#define AMS_TESTS_SUPPORT_HEADSCARF_H

#include "face/face.h"
#include "support/face_data.h"

enum { HEADSCARVES = 10 }; // five colours, each worn wide and close

/* On a JPEG and what was found of its face; `which` is below HEADSCARVES. To be freed: bytes. */
struct face_data_file headscarf_paint(struct face_data_file file, const struct face_detection *detection, size_t which);

#endif
