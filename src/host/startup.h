/* startup.h - prepares the process before a command runs, and checks its limits. */
#ifndef STARTUP_H
#define STARTUP_H

#include "base/base.h"

/* Opens /dev/null on those of the descriptors 0, 1 and 2 that are closed, so that no file that is
 * opened later gets such a number and is written to by mistake. Reading a closed standard input and
 * writing to a closed standard output still fail. */
void startup_files(void);

/* Sets the environment variables that OpenBLAS reads when it is loaded. */
void startup_environment(void);

/* Makes a write beyond the limit on file size fail instead of ending the process, and saves address
 * space if that is limited. */
void startup_limits(void);

/*
 * Checks that there is memory for `bytes` and for the matrix libraries with `threads` threads (0:
 * one per core). Call this before a library is loaded and again before it computes: if address
 * space (ulimit -v) runs out, OpenBLAS retries for ever and oneDNN may crash. Returns 0, or -1 with
 * *err (71) and the code RNN_ERROR_MEMORY, or RNN_ERROR_ADDRESS_SPACE (RNN_ERROR_THREADS_MEMORY if
 * bytes is 0).
 */
int startup_memory(int threads, size_t bytes, struct rnn_error *err);

/* Raises the soft limit on open files to n and a few more, as far as the hard limit allows. */
void startup_descriptors(int n);

/* Returns how many of `wanted` threads can be started, at least 1, if the process also needs
 * `others` more threads. */
int startup_threads(int wanted, int others);

#endif
