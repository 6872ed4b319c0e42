/*
 * signals.h - the one mutable global: the signal that a training is asked by.
 *
 * The first SIGINT, SIGTERM, SIGHUP or SIGPIPE asks for a save and the end, a second one exits at
 * once (a second SIGPIPE is the same broken pipe and changes nothing). SIGUSR1 asks for a save.
 * SIGHUP and SIGPIPE stay ignored if they are when the program starts (nohup); SIGINT does not,
 * though shells ignore it for background jobs: a script that sends it means it.
 *
 * A thread of its own waits for them, and all others have them blocked: oneDNN's kernels use the
 * stack pointer for other things, so that the frame of a handler in a thread that works would be
 * written over other memory.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

/* Watch for signals; returns the flag: 0, or the number of the signal that came. To be called before
 * other threads work, which inherit what is blocked. */
volatile int *signals_catch(void);

/* End by a signal that is watched for. */
void signals_raise(int number);

#endif
