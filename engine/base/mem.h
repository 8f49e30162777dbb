/* engine/base/mem.h - memory: checked sizes, and one arena per job.
 *
 * An arena serves one job (a form laid out, a sheet read, a report built):
 * everything is allocated from it and freed at once.  What outlives the job
 * is copied out.
 */
#ifndef ENGINE_BASE_MEM_H
#define ENGINE_BASE_MEM_H

#include <stddef.h>

/* calloc/realloc for `n` things of `size` bytes; NULL when the product
 * overflows or there is no memory.  mem_alloc zeroes. */
void *mem_alloc(size_t n, size_t size);
void *mem_grow(void *old, size_t n, size_t size);

struct arena;

/* `max_bytes` is the ceiling of the whole job. */
struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *arena);

/* Zeroed, aligned for any type; NULL when out of memory or past the ceiling.
 * Borrowed: dies with the arena. */
void *arena_alloc(struct arena *arena, size_t n, size_t size);
char *arena_text(struct arena *arena, const char *text);
char *arena_bytes(struct arena *arena, const char *bytes, size_t n);

#endif
