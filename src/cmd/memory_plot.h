/* memory_plot.h - draws a curve of rnn memory with the characters of Braille, without colours. */
#ifndef MEMORY_PLOT_H
#define MEMORY_PLOT_H

/* Prints a plot of norm[k - 1] / norm[0] against k = 1..K to standard output, in lines of at most
 * `columns` characters. Both axes are logarithmic; each line is a power of ten, from 1 to 0.0001.
 * What is above 1 is drawn at the top, what is below the last line is left out. */
void memory_plot_print(const double *norm, int K, int columns);

#endif
