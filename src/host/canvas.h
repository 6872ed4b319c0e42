/*
 * canvas.h - a small drawing for a terminal, made of the characters of Braille, without colours. Each
 * character has 2 x 4 dots. (0, 0) is the dot at the top left.
 */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdio.h>

enum { CANVAS_LINES = 8, CANVAS_WIDTH = 200 }; /* characters, at most */

/* All zero is an empty canvas. */
struct canvas {
	unsigned char dots[CANVAS_LINES][CANVAS_WIDTH];
};

/* Sets the dot at x, y. One that is outside of the canvas is left out. */
void canvas_dot(struct canvas *c, int x, int y);

/* Writes the first `width` characters of a line, without a line end. */
void canvas_print(const struct canvas *c, int line, int width, FILE *to);

#endif
