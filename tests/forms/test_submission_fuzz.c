/* The corpus of tests/fuzz/fuzz_submission.c, replayed, with seeded changes. */
#include "tests/fuzz/fuzz_submission.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("submission", 17, 120)
