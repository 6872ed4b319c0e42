/* cell.c - the table of cells. */
#include "core/cell.h"

#include <string.h>

/* clang-format off */
const struct cell cell_table[CELLS] = {
	[CELL_rnn] = {.name = "rnn", .gates = 1, .width = 1, .forget = -1},
	[CELL_gru] = {.name = "gru", .gates = 3, .width = 4, .in_at = 1, .rotate = 2, .forget = -1,
		      .carry = true},
	[CELL_lstm] = {.name = "lstm", .gates = 4, .width = 4, .forget = 1, .has_c = true},
};
/* clang-format on */

const struct cell *cell_find(const char *name)
{
	for (int i = 0; i < CELLS; i++)
		if (strcmp(cell_table[i].name, name) == 0)
			return &cell_table[i];
	return NULL;
}
