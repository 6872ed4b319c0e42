/* model_use.c - see model_use.h. */
#include "cmd/model_use.h"

#include <stdlib.h>

#include "cmd/engine.h"
#include "cmd/model_dir.h"

int model_use(struct options *line, const char *precision,
	      int (*use)(const struct options *line, struct saved_model *a, struct rnn_error *err),
	      struct rnn_error *err)
{
	struct general_args *o = line->values;
	const struct engine *engine = engine_for(line->command, o, err);
	struct saved_model a;
	char *dir;
	int rc = -1;

	if (engine == NULL || (dir = model_dir_to_read(o->model, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		rc = engine_set_precision(line->command, precision, &a.model, err);
		if (rc == 0)
			rc = use(line, &a, err);
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}
