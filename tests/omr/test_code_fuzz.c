/* The corpus of tests/fuzz/fuzz_code.c and changes of it: pictures of codes. */
#include "tests/fuzz/fuzz_code.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("code", 4, 100)
