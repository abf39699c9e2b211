/* SPDX-License-Identifier: MIT */
/*
 * The steady clock in a test's hands: what must be in time happens while it stands, what must be late is waited for
 * while it runs. Only for programs that are linked with -Wl,--wrap=clock_steady_ns (the Makefile's LINK_test_...).
 * Thread-safe.
 */
#ifndef AMS_TESTS_SUPPORT_STEADY_H
#define AMS_TESTS_SUPPORT_STEADY_H

/* It shows the same moment until steady_run(). */
void steady_stand(void);

/* It goes on from the moment at which it stood. */
void steady_run(void);

#endif
