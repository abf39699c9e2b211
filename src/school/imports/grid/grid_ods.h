/* SPDX-License-Identifier: MIT */
/* OpenDocument spreadsheets, ISO 26300: for the readers of this folder alone. */
#ifndef AMS_SCHOOL_GRID_ODS_H
#define AMS_SCHOOL_GRID_ODS_H

#include "school/imports/grid/grid_build.h"
#include "school/imports/grid/grid_zip.h"

enum { ODS_HIDDEN_MAX = 64 }; // styles of tables that hide them; one more hides nothing

void grid_ods(struct build *build, struct grid_zip *zip);

#endif
