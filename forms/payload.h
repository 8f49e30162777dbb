/* forms/payload.h - what the code on every side says.
 *
 * 29 characters of the QR alphanumeric set, which is all that version 2 at
 * level Q holds:
 *
 *     F SSSSSS R P UUUU NNNNNNN CCC HHHHHH
 *     │ │      │ │ │    │       │   └ HMAC-SHA-256 truncated to 30 bits
 *     │ │      │ │ │    │       └ CRC-15 of what stands before
 *     │ │      │ │ │    └ serial, 35 random bits; all zero on open sheets
 *     │ │      │ │ └ batch (a unit's print run), 20 bits
 *     │ │      │ └ side, 1..8
 *     │ │      └ questionnaire revision, 1..31
 *     │ └ survey id, 30 random bits of the workspace
 *     └ format: "1" numbered sheet, "2" open (copyable) sheet, "S" separator
 *       sheet: no answers, names the print run whose bag it opens
 *
 * Digits are Crockford's base 32 (0-9 A-Z without I L O U), most significant
 * first.  The CRC tells damage from forgery without the key: a text whose CRC
 * fails was misread; one whose CRC holds and whose HMAC fails was forged.
 * The person-readable text leaves out the CRC (it follows from the rest), groups
 * the other 26 characters and ends with a check character:
 * "1SSSSSS-RPUUUU-NNNNNNN-HHHHHHX"; docs/formats.md#code-payload.
 */
#ifndef FORMS_PAYLOAD_H
#define FORMS_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

enum {
    PAYLOAD_CHARS = 29,
    PAYLOAD_KEY_BYTES = 32,
    PAYLOAD_PRINT_BYTES = 48, /* the person-readable text with its NUL */
};

/* What a specimen's codes say instead: 29 characters of the QR alphabet with
 * letters none of our codes has. */
#define PAYLOAD_SPECIMEN "PINGYI SPECIMEN - NOT A SHEET"

struct payload {
    bool open;
    uint32_t survey;   /* 30 bits */
    int revision;      /* 1..31 */
    int side;          /* 1..8 */
    uint32_t batch;    /* 20 bits, 1.. */
    uint64_t serial;   /* 35 bits; 0 when open or a separator */
    bool separator;    /* side 1, serial 0, not open */
};

enum payload_verdict {
    PAYLOAD_OK,
    PAYLOAD_FOREIGN,  /* not our alphabet, length or format: some other code */
    PAYLOAD_DAMAGED,  /* ours by shape, but the CRC fails: misread */
    PAYLOAD_OTHER,    /* ours and whole, but of another survey (not keyed) */
    PAYLOAD_FORGED    /* of this survey, CRC right, HMAC wrong */
};

void payload_write(const struct payload *p,
                   const uint8_t key[PAYLOAD_KEY_BYTES],
                   char out[PAYLOAD_CHARS + 1]);

/* Read `text`.  `survey` is the workspace's own id.  *p is filled for OK,
 * OTHER and FORGED. */
enum payload_verdict payload_read(const char *text, uint32_t survey,
                                  const uint8_t key[PAYLOAD_KEY_BYTES],
                                  struct payload *p);

/* The text printed beside the code and back from what a clerk typed
 * (case, spaces, hyphens and full-width forms do not matter; O reads as 0, I
 * and L as 1).  Read the result with payload_read() as if it were scanned.
 * ERR_FORMAT when the check character or the length is wrong. */
void payload_print(const char code[PAYLOAD_CHARS + 1],
                   char out[PAYLOAD_PRINT_BYTES]);
MUST_USE enum err_code payload_typed(const char *typed,
                                     char code[PAYLOAD_CHARS + 1],
                                     struct err *err);

/* What was probably mistyped in a code that does not verify: the one wrong
 * character, or the two neighbours swapped, whose correction does (check
 * character, survey and HMAC).  False when there is none, or more than one:
 * then two slips or another sheet. */
struct payload_slip {
    int group, place;     /* 1..4, as printed between hyphens; 1.. in it */
    bool swapped;         /* with the next one */
    char typed, meant;    /* the character, and what it should be */
};
bool payload_mend(const char *typed, uint32_t survey,
                  const uint8_t key[PAYLOAD_KEY_BYTES],
                  struct payload_slip *slip);

/* A serial or batch as text for people and JSON: "3F7K2M9". */
void payload_serial_text(uint64_t serial, char out[8]);

#endif
