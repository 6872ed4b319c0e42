/* work_lab.h - helpers for tests of the workspace: every cell with every engine, and small workspaces. */
#ifndef WORK_LAB_H
#define WORK_LAB_H

#include "core/work_impl.h"
#include "tiny_model.h"

/* Sizes with several tasks for a matrix (gates * H and V above TASK_ROWS), and several shards. */
enum { V = 260, H = 65, B = 96, T = 2, STEPS = 2 };

/* A combination of cell and input with an engine and one of its formats. */
struct setup {
	struct config cfg;
	const struct engine *engine;
	enum format format;
};

/* Sets *s to the i-th combination; returns false after the last. */
static inline bool engine_setup(int i, bool train, struct setup *s)
{
	const struct engine *e;

	for (int k = 0; (e = engine_at(k)) != NULL; k++)
		for (int f = 0; f < FORMATS && e->kernels() != NULL; f++) {
			if (e->support((enum format)f, train) == SUPPORT_NONE)
				continue;
			if (i < CELLS * 2) {
				*s = (struct setup){{&cell_table[i / 2], V, 2, H, i % 2 * 9},
						    e,
						    (enum format)f};
				return true;
			}
			i -= CELLS * 2;
		}
	return false;
}

/* setup_at has only engines that can train, reader_at has all. */
static inline bool setup_at(int i, struct setup *s)
{
	return engine_setup(i, true, s);
}

static inline bool reader_at(int i, struct setup *s)
{
	return engine_setup(i, false, s);
}

enum { SMALL_B = 5 };

static inline struct work *small_work(const struct model *m, int steps)
{
	return work_new(m, &(struct work_options){.B = SMALL_B, .T = steps, .threads = 1});
}

#endif
