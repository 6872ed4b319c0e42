/* cell.c - the table of cells. */
#include "core/cell.h"

#include <string.h>

#define CELL_ROW(name, gates, width, in_at, rotate, forget, has_c, carry) \
	{#name, gates, width, in_at, rotate, forget, has_c, carry},

const struct cell cell_table[CELLS] = {CELL_TABLE(CELL_ROW)};

const struct cell *cell_find(const char *name)
{
	for (int i = 0; i < CELLS; i++)
		if (strcmp(cell_table[i].name, name) == 0)
			return &cell_table[i];
	return NULL;
}
