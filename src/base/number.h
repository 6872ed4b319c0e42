/*
 * number.h - decimal texts of numbers, and the unit of losses.
 */
#ifndef NUMBER_H
#define NUMBER_H

double nats_to_bits(double nats);

enum number_kind { NUMBER_FLOAT, NUMBER_DOUBLE };

/*
 * Write the shortest decimal rounding of x (finite) that reads back as the same float or double,
 * and return its length. A number of magnitude 1e-4 or more is written without an exponent if it is
 * below 1e6 (float) or 1e15 (double), or has no zeros after its digits; it is a JSON number in
 * either form. A double that is no float may be passed as NUMBER_FLOAT: its own digits are written,
 * at most nine.
 */
int number_text(char out[32], double x, enum number_kind kind);

#endif
