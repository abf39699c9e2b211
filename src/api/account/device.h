/* SPDX-License-Identifier: MIT */
/* The token by which a browser is known as a device. */
#ifndef AMS_API_DEVICE_H
#define AMS_API_DEVICE_H

struct call;

/*
 * The cookie, or the header X-Device of a client that is no browser; without either a new one is given as a cookie:
 * kept by the browser alone, it outlives what scripts may store. NULL when memory ran out.
 */
const char *device_token(struct call *call);

#endif
