/* engine/base/utf8.h - text is UTF-8, checked once where it enters. */
#ifndef ENGINE_BASE_UTF8_H
#define ENGINE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Offset of the first byte that is not part of valid UTF-8 (RFC 3629: no
 * surrogates, no overlong forms, at most U+10FFFF), or `n` if all is valid. */
size_t utf8_check(const char *text, size_t n);

/* Decode one code point of valid, NUL-terminated text at *p and step past it.
 * At the NUL returns 0 and stays. */
uint32_t utf8_next(const char **p);

/* Write a code point; returns its length 1..4.  `out` holds 5 bytes and gets
 * a NUL. */
size_t utf8_put(uint32_t code_point, char out[5]);

/* Number of code points in valid text. */
size_t utf8_count(const char *text);

/* Cut off an incomplete sequence at the end (after snprintf truncated). */
void utf8_trim_tail(char *text);

#endif
