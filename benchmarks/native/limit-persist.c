/* The limit of what a CPU can do for stores that are already there: nothing but the instructions. */
#include "flush.h"

void
persist(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	WITH_BEST_FLUSH(
		for (int64_t i = 0; i < count; i++, at += stride) {
			dirty(s, at, size, i);
			flush_range(at, size, with);
			fence();
		})
}

void
batch(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, count = s->count;
	WITH_BEST_FLUSH(
		for (int64_t i = 0; i < count; i++, at += stride) {
			for (char *line = at; line < at + BATCH_LINES * BATCH_STRIDE; line += BATCH_STRIDE) {
				dirty(s, line, 8, i);
				flush_line(line, with);
			}
			fence();
		})
}

void
bare_fence(const struct sample *s)
{
	for (int64_t i = 0; i < s->count; i++)
		fence();
}

void
store_and_fence(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, count = s->count;
	for (int64_t i = 0; i < count; i++, at += stride) {
		dirty(s, at, 8, i);
		fence();
	}
}
