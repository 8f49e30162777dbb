/* The corpus of tests/fuzz/fuzz_import.c, replayed, with seeded changes. */
#include "tests/fuzz/fuzz_import.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("import", 12, 150)
