/* gemm.c - the table of matrix engines. */
#include "core/gemm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cpu.h"
#include "core/gemm_engines.h"
#include "core/gemm_load.h"

const char *const format_name[FORMATS] = {"f32", "bf16", "int8"};

/* The engines of this build, the fastest first. */
static const struct engine *const engines[] = {
	&engine_native,
#ifdef RNN_ONEDNN
	&engine_onednn,
#endif
#ifdef RNN_OPENBLAS
	&engine_openblas,
#endif
};

const struct engine *engine_at(int i)
{
	return i >= 0 && i < (int)(sizeof engines / sizeof *engines) ? engines[i] : NULL;
}

/* Returns whether the engine can train (or read) in the format on this machine. */
static bool suits(const struct engine *e, bool train, enum format format)
{
	return e->kernels() != NULL && e->support(format, train) != SUPPORT_NONE;
}

static const char *use(bool train)
{
	return train ? "train" : "read text";
}

/* Reports an engine of this build whose library cannot be loaded or that cannot run on this CPU. */
static int report_missing(const struct engine *e, struct rnn_error *err)
{
	const char *why = gemm_load_error();

	if (why != NULL)
		return errorf_code(err, EX_OSERR, RNN_ERROR_ENGINE_MISSING,
				   "the matrix engine '%s' cannot be loaded: %s", e->name, why);
	return errorf_code(err, EX_USAGE, RNN_ERROR_ENGINE_MISSING,
			   "the matrix engine '%s' cannot run %s", e->name, cpu_where());
}

static int report_unknown(const char *name, struct rnn_error *err)
{
	const struct engine *e;
	char names[200] = "";
	size_t n = 0;

	for (int i = 0; (e = engine_at(i)) != NULL && n < sizeof names; i++)
		n += (size_t)snprintf(names + n, sizeof names - n, " %s", e->name);
	return errorf_code(err, EX_USAGE, RNN_ERROR_UNKNOWN_ENGINE,
			   "unknown matrix engine '%.40s'; this build has:%s", name, names);
}

/* Reports that no engine suits. In float32 the native engine does. */
static int report_none(bool train, enum format format, struct rnn_error *err)
{
	return errorf_code(err, EX_USAGE, RNN_ERROR_NO_ENGINE,
			   "%s: no matrix engine of this build can %s in this format %s",
			   format_name[format], use(train), cpu_where());
}

/* Reports why engine_pick returns NULL. name is NULL if no engine was named; e is the engine of
 * that name, NULL if there is none. */
static int report(const char *name, const struct engine *e, bool train, enum format format,
		  struct rnn_error *err)
{
	if (name == NULL)
		return report_none(train, format, err);
	if (e == NULL)
		return report_unknown(name, err);
	if (e->kernels() == NULL)
		return report_missing(e, err);
	return errorf_code(err, EX_USAGE, RNN_ERROR_ENGINE_UNFIT,
			   "the matrix engine '%s' cannot %s in %s %s; choose 'auto' to use "
			   "one that can",
			   e->name, use(train), format_name[format], cpu_where());
}

static const struct engine *find(const char *name)
{
	const struct engine *e;

	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		if (strcmp(e->name, name) == 0)
			break;
	return e;
}

/* Returns the first engine that suits and is not slow, else the first that suits, else NULL. */
static const struct engine *fastest(bool train, enum format format)
{
	const struct engine *e, *slow = NULL;

	for (int i = 0; (e = engine_at(i)) != NULL; i++) {
		if (!suits(e, train, format))
			continue;
		if (e->support(format, train) != SUPPORT_SLOW)
			return e;
		slow = slow != NULL ? slow : e;
	}
	return slow;
}

const struct engine *engine_pick(const char *name, bool train, enum format format,
				 struct rnn_error *err)
{
	const struct engine *e;

	if (cpu_check(err) < 0)
		return NULL;
	if (name == NULL || *name == 0)
		name = getenv("RNN_ENGINE");
	if (name != NULL && (*name == 0 || strcmp(name, "auto") == 0))
		name = NULL;
	e = name != NULL ? find(name) : fastest(train, format);
	if (e != NULL && suits(e, train, format))
		return e;
	report(name, e, train, format, err);
	return NULL;
}
