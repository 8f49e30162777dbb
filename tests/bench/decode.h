/* tests/bench/decode.h - merely decoding a file with the usual libraries, the
 * shortest correct way: what reading is compared with. */
#ifndef BENCH_DECODE_H
#define BENCH_DECODE_H

#include <stdbool.h>
#include <stddef.h>

/* Decode every page of the file into a row buffer and forget it; grey stays
 * grey, one bit stays packed.  *pages counts them.  False: not decodable. */
bool decode_file(const char *path, size_t *pages);

#endif
