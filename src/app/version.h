/* SPDX-License-Identifier: MIT */
#ifndef AMS_APP_VERSION_H
#define AMS_APP_VERSION_H

#ifndef AMS_VERSION
#error "The Makefile defines AMS_VERSION, \"X.Y.Z\": the newest entry of CHANGELOG.md"
#endif

#endif
