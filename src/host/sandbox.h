/*
 * sandbox.h - no way out for whoever writes a model file that fools its reader.
 *
 * `sample` and `eval` shut themselves in when the model is loaded and their inputs are open, and
 * `eval --baselines` when it has read its texts, as bytes, and run the compressors on them. From
 * then on the kernel (Linux, a seccomp filter by libseccomp) lets them use memory, threads, clocks
 * and the descriptors they have, and nothing else. Opening a file fails with EPERM and every other
 * call with ENOSYS, as on a kernel that does not have it, so that libraries which merely try go
 * on; no call ends the program. New processes, programs, sockets, signals to others, and changes
 * of files by name are among what fails.
 *
 * It is a second wall: where the kernel or the build has no seccomp there is none.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

/* Shut this process in, all of its threads, for good. False where that cannot be done. */
bool sandbox_enter(void);

#endif
