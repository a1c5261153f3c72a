/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signals.c - the first Ctrl-C stops the reading and what was read is reported, as tcpdump does;
 * the second, SIGTERM, SIGHUP and SIGPIPE remove what stands unfinished and end the process by the
 * same signal, so that the shell sees the truth (128 + n). SIGPIPE ends it without a word, as it
 * ends every filter whose reader has seen enough. Where the parent had a signal ignored (nohup,
 * background jobs of scripts) it stays so. SIGXFSZ is ignored: the write fails and is reported.
 */
#include "signals.h"

#include <signal.h>
#include <stddef.h>

#include "output.h"

static volatile sig_atomic_t stop;

static void end(int number) {
    output_remove_unfinished();
    signal(number, SIG_DFL);
    raise(number); /* held back until this handler returns, then it ends the process */
}

static void handle(int number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: a read() that waits ends */
    struct sigaction before;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    sigaction(number, &action, NULL);
}

static void interrupt(int number) {
    stop = 1;
    handle(number, end);
}

void signals_install(void) {
    handle(SIGINT, interrupt);
    handle(SIGTERM, end);
    handle(SIGHUP, end);
    handle(SIGPIPE, end);
    signal(SIGXFSZ, SIG_IGN);
}

bool signals_stop(void) {
    return stop != 0;
}

void signals_no_more_stops(void) {
    handle(SIGINT, end);
}
