/* canvas.c - see canvas.h. */
#include "host/canvas.h"

#include "text/utf8.h"

void canvas_dot(struct canvas *c, int x, int y)
{
	static const unsigned char bit[4][2] = {{0x01, 0x08},
						{0x02, 0x10},
						{0x04, 0x20},
						{0x40, 0x80}};

	if (x >= 0 && x < 2 * CANVAS_WIDTH && y >= 0 && y < 4 * CANVAS_LINES)
		c->dots[y / 4][x / 2] |= bit[y % 4][x % 2];
}

void canvas_print(const struct canvas *c, int line, int width, FILE *to)
{
	for (int x = 0; x < width; x++) {
		char bytes[4];
		int n = utf8_encode(0x2800u + c->dots[line][x], bytes);
		fwrite(bytes, 1, (size_t)n, to);
	}
}
