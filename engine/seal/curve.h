/* engine/seal/curve.h - the curve P-256, in bytes.  Folder-internal. */
#ifndef ENGINE_SEAL_CURVE_H
#define ENGINE_SEAL_CURVE_H

#include <stdbool.h>
#include <stdint.h>

enum { CURVE_SECRET = 32, CURVE_PUBLIC = 65, CURVE_SHARED = 32 };

/* The public key of a secret one; false: 0, or not below the curve's order. */
bool curve_public(const uint8_t secret[CURVE_SECRET],
                  uint8_t out[CURVE_PUBLIC]);

/* Diffie-Hellman: the x of secret * theirs.  false: `theirs` is no point of
 * the curve in its uncompressed form. */
bool curve_agree(const uint8_t secret[CURVE_SECRET],
                 const uint8_t public[CURVE_PUBLIC],
                 const uint8_t theirs[CURVE_PUBLIC],
                 uint8_t out[CURVE_SHARED]);

#endif
