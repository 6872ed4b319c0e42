/* regex.c - see regex.h. */
#include "text/regex.h"

#include <stdlib.h>

#ifdef RNN_PCRE2
#define PCRE2_CODE_UNIT_WIDTH 8
#include <dlfcn.h>
#include <pcre2.h>
#include <string.h>

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
};

/* The functions of the library, in the order of `names`. */
static struct {
	__typeof__(&pcre2_compile) compile;
	__typeof__(&pcre2_code_free) code_free;
	__typeof__(&pcre2_match) match;
	__typeof__(&pcre2_match_data_create) data_create;
	__typeof__(&pcre2_match_data_free) data_free;
	__typeof__(&pcre2_get_error_message) message;
	__typeof__(&pcre2_compile_context_create) context_create;
	__typeof__(&pcre2_compile_context_free) context_free;
	__typeof__(&pcre2_set_newline) set_newline;
} pcre;
static const char *const names[] = {
	"pcre2_compile_8",
	"pcre2_code_free_8",
	"pcre2_match_8",
	"pcre2_match_data_create_8",
	"pcre2_match_data_free_8",
	"pcre2_get_error_message_8",
	"pcre2_compile_context_create_8",
	"pcre2_compile_context_free_8",
	"pcre2_set_newline_8",
};

static bool load(void)
{
	enum { FUNCTIONS = sizeof names / sizeof *names };
	void *found[FUNCTIONS], *handle;

	if (pcre.compile != NULL)
		return true;
	handle = dlopen(RNN_PCRE2, RTLD_NOW | RTLD_LOCAL);
	for (int i = 0; i < FUNCTIONS; i++) {
		found[i] = handle != NULL ? dlsym(handle, names[i]) : NULL;
		if (found[i] == NULL)
			return false;
	}
	_Static_assert(sizeof found == sizeof pcre, "a name for each function");
	memcpy(&pcre, found, sizeof pcre);
	return true;
}

static uint32_t flags(enum unit unit, unsigned options)
{
	static const uint32_t flag[] = {PCRE2_CASELESS, PCRE2_MULTILINE, PCRE2_DOTALL,
					PCRE2_EXTENDED, PCRE2_EXTENDED_MORE};
	uint32_t all = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;

	if (unit == UNIT_CHAR)
		all |= PCRE2_UTF | PCRE2_UCP;
	for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
		if (options & 1u << i)
			all |= flag[i];
	return all;
}

struct regex *regex_new(const char *text, size_t n, enum unit unit, unsigned options,
			struct rnn_error *err)
{
	pcre2_compile_context *context;
	struct regex r = {0};
	PCRE2_UCHAR message[128];
	PCRE2_SIZE at = 0;
	int code = 0;

	if (!load()) {
		errorf(err, EX_OSERR, "regular expressions need PCRE2, but %s cannot be loaded",
		       RNN_PCRE2);
		return NULL;
	}
	context = pcre.context_create(NULL);
	pcre.set_newline(context, PCRE2_NEWLINE_LF);
	r.code = pcre.compile((PCRE2_SPTR)text, n, flags(unit, options), &code, &at, context);
	pcre.context_free(context);
	if (r.code == NULL) {
		pcre.message(code, message, sizeof message);
		errorf(err, EX_USAGE, "byte %zu: %s", at, (char *)message);
		return NULL;
	}
	r.data = pcre.data_create(1, NULL);
	struct regex *copy = xcalloc(1, sizeof *copy);
	*copy = r;
	return copy;
}

void regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre.data_free(r->data);
	pcre.code_free(r->code);
	free(r);
}

int regex_whole(struct regex *r, const char *text, size_t n)
{
	int rc = pcre.match(r->code, (PCRE2_SPTR)text, n, 0, 0, r->data, NULL);

	return rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
#else
struct regex *regex_new(const char *text, size_t n, enum unit unit, unsigned options,
			struct rnn_error *err)
{
	(void)text, (void)n, (void)unit, (void)options;
	errorf(err, EX_USAGE, "this program was built without regular expressions (PCRE2)");
	return NULL;
}

void regex_free(struct regex *r)
{
	free(r);
}

int regex_whole(struct regex *r, const char *text, size_t n)
{
	(void)r, (void)text, (void)n;
	return -1;
}
#endif
