/*
 * number.h - decimal texts of numbers, and the unit of losses.
 */
#ifndef NUMBER_H
#define NUMBER_H

double nats_to_bits(double nats);

enum number_kind { NUMBER_FLOAT, NUMBER_DOUBLE };

/*
 * Writes the shortest decimal rounding of x (finite) that reads back as the same float or double,
 * and returns its length. The text is a valid JSON number. It has an exponent if |x| is below 1e-4,
 * or if |x| is at least 1e6 (float) or 1e15 (double) and its decimal ends in a zero. With
 * NUMBER_FLOAT x is rounded from its value as a double, which need not be a float, to at most nine
 * digits.
 */
int number_text(char out[32], double x, enum number_kind kind);

#endif
