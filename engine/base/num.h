/* engine/base/num.h - one parser and one printer for numbers, free of locale.
 */
#ifndef ENGINE_BASE_NUM_H
#define ENGINE_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The whole of `text` as a decimal integer within [low, high]; no spaces, no
 * plus sign.  False leaves *out alone. */
bool num_parse_int(const char *text, int64_t low, int64_t high, int64_t *out);

/* The whole of `text` as a decimal number such as 12, -0.5 or .25 (a point,
 * never a comma; no exponent, nan or inf).  False leaves *out alone. */
bool num_parse_real(const char *text, double *out);

/* `value` with `decimals` (0..9) digits, rounded half away from zero.  Writes
 * at most `room` bytes with the NUL and returns `out`. */
char *num_print_real(double value, int decimals, char *out, size_t room);

/* part/whole as a percentage in units of 10^-decimals per cent, rounded half
 * up in integers: num_percent(8995, 10000, 1) = 900 means 90.0 %.  whole > 0,
 * 0 <= part, both below 2^40, decimals 0..4. */
int64_t num_percent(int64_t part, int64_t whole, int decimals);

/* The same as text, "89.95" for (8995, 10000, 2). */
char *num_print_percent(int64_t part, int64_t whole, int decimals, char *out,
                        size_t room);

#endif
