/* SPDX-License-Identifier: MIT */
#ifndef AMS_APP_VERSION_H
#define AMS_APP_VERSION_H

#define AMS_VERSION "0.1.0"

#endif
