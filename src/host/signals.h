/*
 * signals.h - turns signals into a flag that the trainer polls.
 *
 * The first SIGINT, SIGTERM, SIGHUP or SIGPIPE sets the flag, which asks the trainer to save and
 * end. After that, another SIGINT, SIGTERM or SIGHUP ends the process at once; another SIGPIPE
 * comes from the same broken pipe and does nothing. SIGUSR1 sets the flag to ask for a save. SIGHUP
 * and SIGPIPE stay ignored if they were ignored at the start of the program (nohup). SIGINT is
 * watched even then: shells make background jobs ignore it, but a script that sends SIGINT to the
 * process wants it to end.
 *
 * A separate thread waits for the signals; they are blocked in all other threads. Kernels of oneDNN
 * use the stack pointer register for other purposes, so that a handler in a thread that computes
 * would write its frame over other memory.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

/* Watches for signals from now on. Returns the flag: 0, or the number of the signal that arrived.
 * Call this before other threads are started, because they inherit the blocked signals. */
volatile int *signals_catch(void);

/* Holds back signals that end the process, such as SIGINT and SIGTERM, for work that they must not cut
 * short: in this thread, and for good in the threads that it starts, until signals_release, where they
 * take effect. Calls do not nest. */
void signals_hold(void);
void signals_release(void);

/* Ends the process by the signal `number`, with its default action. */
void signals_raise(int number);

#endif
