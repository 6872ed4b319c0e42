/* startup.h - what must be in order before anything else runs. */
#ifndef STARTUP_H
#define STARTUP_H

#include "cli/options.h"
#include "core/model.h"

/* Put something on file descriptors 0, 1 and 2 if they are closed, so that no file of ours gets
 * their number and is written to by mistake. Reading and writing them still fails. */
void startup_files(void);

/* Set the environment of OpenBLAS and OpenMP; runs the program again if that came too late. */
void startup_environment(char **argv);

/* Make limits on files and memory show as errors of the call that meets them. */
void startup_limits(void);

/*
 * Is there memory for `bytes` of ours and for the matrix libraries with so many threads (0: the
 * cores)? To be asked before a library is loaded and again before it works: without address space
 * (ulimit -v) OpenBLAS does not fail but tries for ever, and oneDNN may crash. -1 with *err (71).
 */
int startup_memory(int threads, size_t bytes, struct rnn_error *err);

/* Allow n files to be open at once, if that is ours to allow. */
void startup_descriptors(int n);

/* The matrix engine to work with, once there are the threads (o->threads is lowered to what can be
 * started, with a warning) and the memory for it. NULL with *err. */
const struct engine *startup_engine(struct options *o, struct rnn_error *err);

/* The number format of --precision; auto is the smallest that is much faster here than float32. */
enum format startup_format(const struct options *o);

/* Give the model that format, and an engine that knows it. -1 with *err if there is none. */
int startup_precision(const struct options *o, struct model *m, struct rnn_error *err);

#endif
