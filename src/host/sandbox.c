/* sandbox.c - see sandbox.h. */
#include "host/sandbox.h"

#include "base/base.h"

/* The sanitizers trace the process at its end. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#if defined(RNN_SECCOMP) && !defined(SANITIZED)
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Harmless with any arguments. A name that an architecture lacks is passed over. */
static const char *const allowed[] = {
	/* descriptors at hand */
	"read", "readv", "pread64", "write", "writev", "close", "lseek", "_llseek", "fstat",
	"fstat64", "poll", "ppoll", "ppoll_time64",
	/* memory */
	"brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise", "membarrier",
	"pkey_alloc", "pkey_free", "pkey_mprotect",
	/* threads */
	"futex", "futex_time64", "set_robust_list", "get_robust_list", "rseq", "sched_yield",
	"sched_getaffinity", "sched_setaffinity", "getcpu", "set_tid_address", "arch_prctl",
	"gettid", "getpid", "exit", "exit_group", "restart_syscall",
	/* signals of our own */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaction", "sigprocmask", "sigreturn",
	"sigaltstack",
	/* facts */
	"clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "gettimeofday",
	"time", "clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "getrandom", "sysinfo",
	"uname", "getrlimit", "ugetrlimit", "getrusage", "getuid", "geteuid", "getgid", "getegid",
};

/* What a library may try, and take a no for an answer. */
static const char *const refused[] = {"open", "openat", "openat2", "creat"};

static bool add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR || seccomp_rule_add(filter, action, call, 0) == 0 ||
	       action == SCMP_ACT_ALLOW; /* allowed less: what needs it will tell */
}

/* Calls allowed with some arguments. */
static bool add_conditions(scmp_filter_ctx filter)
{
	/* Threads, not processes. The flags of clone3 are out of a filter's sight; so it is missing,
	 * and the C library takes clone. */
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
	       /* fstat by its newer name: with AT_EMPTY_PATH, mostly of a descriptor; what a path
		* tells is little. */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
				SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) == 0 &&
	       /* Is it a terminal? Others would put words into its input. */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_EQ, TCGETS, 0)) == 0 &&
	       /* abort, raise */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0 &&
	       /* limits, ours, to read */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
				SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0)) == 0;
}

static bool add_rules(scmp_filter_ctx filter)
{
	bool good = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0;

	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		good &= add(filter, SCMP_ACT_ALLOW, allowed[i]);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		good &= add(filter, SCMP_ACT_ERRNO(EPERM), refused[i]);
	return good && add_conditions(filter);
}

bool sandbox_enter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool good = filter != NULL && add_rules(filter) && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return good;
}
#else
bool sandbox_enter(void)
{
	return false;
}
#endif
