/* SPDX-License-Identifier: MIT */
#include "http/quiesce.h"

#include <dlfcn.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <sys/epoll.h>

/* Of its own for the linker's sake: whoever stops a server takes this file, and the epoll_ctl below, out of the
 * library.
 */
int quiesce(struct MHD_Daemon *daemon)
{
    return MHD_quiesce_daemon(daemon);
}

/*
 * The epoll_ctl that libmicrohttpd calls. MHD_quiesce_daemon and the daemon's own thread both take the listener out of
 * what that thread waits for; whoever comes second finds it gone (ENOENT), and libmicrohttpd (0.9.75 to 1.0) ends the
 * program over it, once in some thousand stops of a busy server. What is to be out and is out is no fault.
 */
int epoll_ctl(int set, int operation, int descriptor, struct epoll_event *event)
{
    typedef int function(int, int, int, struct epoll_event *);
    static _Atomic(function *) next; // the system's, or a sanitizer's before it
    function *known = atomic_load(&next);
    if (!known) {
        *(void **)&known = dlsym(RTLD_NEXT, "epoll_ctl");
        atomic_store(&next, known);
    }
    int status = known(set, operation, descriptor, event);
    return status != 0 && errno == ENOENT && operation == EPOLL_CTL_DEL ? 0 : status;
}
