/* startup.h - what must be in order before anything else runs. */
#ifndef STARTUP_H
#define STARTUP_H

#include "base/base.h"

/* Put something on file descriptors 0, 1 and 2 if they are closed, so that no file of ours gets
 * their number and is written to by mistake. Reading and writing them still fails. */
void startup_files(void);

/* Set the environment that OpenBLAS reads when it is loaded. */
void startup_environment(void);

/* Make limits on files and memory show as errors of the call that meets them. */
void startup_limits(void);

/*
 * Is there memory for `bytes` of ours and for the matrix libraries with so many threads (0: the
 * cores)? To be asked before a library is loaded and again before it works: without address space
 * (ulimit -v) OpenBLAS does not fail but tries for ever, and oneDNN may crash. -1 with *err (71):
 * RNN_ERROR_MEMORY, _ADDRESS_SPACE, or for no bytes of ours _THREADS_MEMORY.
 */
int startup_memory(int threads, size_t bytes, struct rnn_error *err);

/* Allow n files to be open at once, if that is ours to allow. */
void startup_descriptors(int n);

/* The number of threads, 1 to `wanted`, that can be started when the process needs `others` more. */
int startup_threads(int wanted, int others);

#endif
