/* signals.c - watches for signals in a thread and records them in a flag. */
#include "host/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile int flag;
static volatile int fatal; /* the signal that signals_raise sent, 0: none */

static void on_signal(int number)
{
	int old;

	/* The system ends the process first. Emulators (QEMU) send the signal to the process once
	 * more instead, and this thread takes it. */
	if (number == fatal)
		_exit(128 + number);
	/* Compare and swap, because the trainer clears SIGUSR1 concurrently. */
	do {
		old = __atomic_load_n(&flag, __ATOMIC_RELAXED);
		if (old != 0 && (old != SIGUSR1 || number == SIGUSR1)) {
			if (number != SIGUSR1 && number != SIGPIPE)
				_exit(128 + number);
			return;
		}
	} while (!__sync_bool_compare_and_swap(&flag, old, number));
}

static void *watch(void *ctx)
{
	const sigset_t *set = ctx;
	int number;

	for (;;)
		if (sigwait(set, &number) == 0)
			on_signal(number);
	return NULL;
}

/* Install handlers, if the watching thread cannot be started. They get a separate stack, because
 * this thread computes, too (see signals.h). */
static void install_handlers(const sigset_t *set)
{
	static char room[64 << 10];
	const stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
	struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};

	sigaltstack(&stack, NULL);
	sigemptyset(&act.sa_mask);
	for (int number = 1; number < NSIG; number++)
		if (sigismember(set, number) == 1)
			sigaction(number, &act, NULL);
	pthread_sigmask(SIG_UNBLOCK, set, NULL);
}

volatile int *signals_catch(void)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1};
	static sigset_t set;
	struct sigaction old, plain = {.sa_handler = SIG_DFL};
	pthread_attr_t small;
	pthread_t thread;

	sigemptyset(&set);
	sigemptyset(&plain.sa_mask);
	for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
		if ((caught[i] != SIGHUP && caught[i] != SIGPIPE) ||
		    (sigaction(caught[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)) {
			sigaction(caught[i], &plain, NULL); /* sigwait gets no ignored signals */
			sigaddset(&set, caught[i]);
		}
	pthread_sigmask(SIG_BLOCK, &set, NULL); /* threads started from now on inherit this */
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 64 << 10);
	pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&thread, &small, watch, &set) != 0)
		install_handlers(&set);
	pthread_attr_destroy(&small);
	return &flag;
}

static sigset_t before_hold;

void signals_hold(void)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
		sigaddset(&set, ending[i]);
	pthread_sigmask(SIG_BLOCK, &set, &before_hold);
}

void signals_release(void)
{
	pthread_sigmask(SIG_SETMASK, &before_hold, NULL);
}

void signals_raise(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	fatal = number;
	signal(number, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}
