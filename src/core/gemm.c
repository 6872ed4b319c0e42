/* gemm.c - the table of matrix engines. */
#include "core/gemm.h"

#include <stdlib.h>
#include <string.h>

#include "core/gemm_engines.h"
#include "core/gemm_load.h"

/* Best first. */
static const struct engine *const engines[] = {
#ifdef RNN_ONEDNN
	&engine_onednn,
#endif
	&engine_openblas,
};

const struct engine *engine_at(int i)
{
	return i >= 0 && i < (int)(sizeof engines / sizeof *engines) ? engines[i] : NULL;
}

/* By name: unknown, or no good here. By choice of the best: none is any good. */
static int no_engine(const char *name, const struct engine *found, struct rnn_error *err)
{
	const char *why = gemm_load_error();
	const struct engine *e;
	char names[200] = "";

	if (found != NULL && why != NULL)
		return errorf(err, EX_OSERR, "the matrix engine '%s' cannot be loaded: %s",
			      found->name, why);
	if (found != NULL)
		return errorf(err, EX_USAGE, "the matrix engine '%s' cannot run on this machine",
			      found->name);
	if (name == NULL || *name == 0)
		return errorf(err, EX_OSERR, "no matrix library can be loaded: %s",
			      why != NULL ? why : "unknown reason");
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		strncat(strncat(names, " ", sizeof names - strlen(names) - 1), e->name,
			sizeof names - strlen(names) - 1);
	return errorf(err, EX_USAGE, "unknown matrix engine '%.40s'; this build has:%s", name, names);
}

const struct engine *engine_pick(const char *name, struct rnn_error *err)
{
	const struct engine *e;

	if (name == NULL || *name == 0)
		name = getenv("RNN_ENGINE");
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		if (name == NULL || *name == 0 ? e->kernels() != NULL : strcmp(e->name, name) == 0)
			break;
	if (e != NULL && e->kernels() != NULL)
		return e;
	no_engine(name, e, err);
	return NULL;
}
