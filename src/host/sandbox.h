/*
 * sandbox.h - restricts the system calls of this process, in case a malicious model file or text
 * exploits a bug in its reader.
 *
 * A command with USES_SANDBOX enters the sandbox when its model is loaded and its inputs are open,
 * before it reads a text; `eval --baselines` first reads its texts as bytes and runs the
 * compressors. From then on a seccomp filter (Linux, by libseccomp) allows only memory, threads,
 * clocks and the descriptors that are open. Opening a file fails with EPERM; every other system
 * call fails with ENOSYS, as if the kernel did not have it, so that libraries which merely try one
 * continue. Thus the process cannot start processes or programs, make sockets, signal other
 * processes or change files by name. No system call ends the program.
 *
 * The sandbox is a second line of defence: it is missing where the kernel or the build lacks
 * seccomp.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

/* Restricts all threads of this process, irrevocably. Returns false if that is not possible. */
bool sandbox_enter(void);

#endif
