/* gemm.c - the table of matrix engines. */
#include "core/gemm.h"

#include <stdlib.h>
#include <string.h>

#include "core/gemm_engines.h"
#include "core/gemm_load.h"

const char *const format_name[FORMATS] = {"f32", "bf16", "int8"};

/* Best first. */
static const struct engine *const engines[] = {
	&engine_native,
#ifdef RNN_ONEDNN
	&engine_onednn,
#endif
	&engine_openblas,
};

const struct engine *engine_at(int i)
{
	return i >= 0 && i < (int)(sizeof engines / sizeof *engines) ? engines[i] : NULL;
}

/* Can it do what is asked for, here? */
static bool suits(const struct engine *e, bool train, enum format format)
{
	return e->kernels() != NULL && (!train || e->outer != NULL) && e->support(format) != SUPPORT_NONE;
}

/* By name: unknown, or no good here. By choice of the best: none is any good. */
static int no_engine(const char *name, const struct engine *found, bool train, enum format format,
		     struct rnn_error *err)
{
	const char *why = gemm_load_error();
	const struct engine *e;
	char names[200] = "";

	if (found != NULL && found->kernels() == NULL)
		return why != NULL ? errorf(err, EX_OSERR, "the matrix engine '%s' cannot be "
					    "loaded: %s", found->name, why)
				   : errorf(err, EX_USAGE, "the matrix engine '%s' cannot run on "
					    "this machine", found->name);
	if (found != NULL)
		return errorf(err, EX_USAGE, "the matrix engine '%s' cannot %s in %s here; leave "
			      "RNN_ENGINE unset for one that can", found->name,
			      train ? "train" : "read", format_name[format]);
	if (name == NULL || *name == 0)
		return format != FORMAT_F32
			       ? errorf(err, EX_USAGE, "--precision %s: no matrix engine in this "
					"build or on this machine can %s in it; use f32 or auto",
					format_name[format], train ? "train" : "read")
			       : errorf(err, EX_OSERR, "no matrix library can be loaded: %s",
					why != NULL ? why : "unknown reason");
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		strncat(strncat(names, " ", sizeof names - strlen(names) - 1), e->name,
			sizeof names - strlen(names) - 1);
	return errorf(err, EX_USAGE, "unknown matrix engine '%.40s'; this build has:%s", name, names);
}

const struct engine *engine_pick(const char *name, bool train, enum format format,
				 struct rnn_error *err)
{
	const struct engine *e;

	if (name == NULL || *name == 0)
		name = getenv("RNN_ENGINE");
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		if (name == NULL || *name == 0 ? suits(e, train, format) : strcmp(e->name, name) == 0)
			break;
	if (e != NULL && suits(e, train, format))
		return e;
	no_engine(name, e, train, format, err);
	return NULL;
}
