/* sandbox.c - builds and loads the seccomp filter. */
#include "host/sandbox.h"

#include "base/base.h"

/* No sandbox with AddressSanitizer: its leak checker traces the process at exit, which the filter
 * forbids. */
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

/* System calls allowed with any arguments. Names that an architecture lacks are skipped. */
static const char *const allowed[] = {
	/* open descriptors */
	"read",
	"readv",
	"pread64",
	"write",
	"writev",
	"close",
	"lseek",
	"_llseek",
	"fstat",
	"fstat64",
	"poll",
	"ppoll",
	"ppoll_time64",
	/* memory */
	"brk",
	"mmap",
	"mmap2",
	"munmap",
	"mremap",
	"mprotect",
	"madvise",
	"membarrier",
	"pkey_alloc",
	"pkey_free",
	"pkey_mprotect",
	/* threads */
	"futex",
	"futex_time64",
	"set_robust_list",
	"get_robust_list",
	"rseq",
	"sched_yield",
	"sched_getaffinity",
	"sched_setaffinity",
	"getcpu",
	"set_tid_address",
	"arch_prctl",
	"gettid",
	"getpid",
	"exit",
	"exit_group",
	"restart_syscall",
	/* handling of our own signals */
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"sigaction",
	"sigprocmask",
	"sigreturn",
	"sigaltstack",
	/* time, random numbers, facts about the system and the process */
	"clock_gettime",
	"clock_gettime64",
	"clock_getres",
	"clock_getres_time64",
	"gettimeofday",
	"time",
	"clock_nanosleep",
	"clock_nanosleep_time64",
	"nanosleep",
	"getrandom",
	"sysinfo",
	"uname",
	"getrlimit",
	"ugetrlimit",
	"getrusage",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
};

/* System calls that fail with EPERM instead of ENOSYS: libraries try them and accept a refusal. */
static const char *const refused[] = {"open", "openat", "openat2", "creat"};

/* Add a rule for a system call by name. Return false if a call that must be refused could not be;
 * a failure to allow a call is no error, because the program then notices the missing call. */
static bool add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR || seccomp_rule_add(filter, action, call, 0) == 0 ||
	       action == SCMP_ACT_ALLOW;
}

/* Add the system calls that are allowed with certain arguments only. */
static bool add_conditions(scmp_filter_ctx filter)
{
	/* clone may start threads, not processes. clone3 stays forbidden, because a filter cannot
	 * read its flags, which lie in memory; the C library falls back to clone. */
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
	       /* newfstatat with AT_EMPTY_PATH is the C library's fstat. With that flag it also
		* accepts paths, but reveals no more than the metadata of a file. */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
				SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) == 0 &&
	       /* TCGETS tells whether a descriptor is a terminal. Other requests, such as TIOCSTI,
		* could write to the terminal's input. */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_EQ, TCGETS, 0)) == 0 &&
	       /* tgkill to this process, for abort and raise */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0 &&
	       /* prlimit64 to read the limits of this process */
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
