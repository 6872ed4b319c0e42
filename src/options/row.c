/* row.c - iterates over the options of a command, group by group. */
#include <string.h>

#include "options/command.h"

const struct option_row *option_group_rows(const struct option_group *group)
{
	return group->make != NULL ? group->make() : group->rows;
}

/* Go to the first row of this group, or of the next group that has rows. */
static void enter(struct option_iter *it)
{
	while ((it->row = option_group_rows(it->group)) != NULL && it->row->name == NULL)
		it->group++;
}

struct option_iter option_first(const struct command *c)
{
	struct option_iter it = {.group = c->groups};

	enter(&it);
	return it;
}

void option_next(struct option_iter *it)
{
	it->row++;
	it->number++;
	if (it->row->name == NULL) {
		it->group++;
		enter(it);
	}
}

struct option_iter option_find(const struct command *c, const char *name, size_t length)
{
	struct option_iter it = option_first(c);

	while (it.row != NULL &&
	       (strlen(it.row->name) != length || memcmp(it.row->name, name, length) != 0))
		option_next(&it);
	return it;
}

struct option_iter option_find_letter(const struct command *c, int letter)
{
	struct option_iter it = option_first(c);

	while (it.row != NULL && it.row->letter != letter)
		option_next(&it);
	return it;
}
