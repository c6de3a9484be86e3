/*
 * The limit of an append that is durable when it returns: a header with the record's length, position, durable position,
 * epoch and checksum, the payload, one fence. Nothing is reserved, checked or acknowledged. The payload is copied first and
 * checked and stored from the copy, so that a change of it meanwhile harms nothing; _uncopied trusts that there is none.
 */
#include <stdlib.h>
#include "crc32c.h"
#include "flush.h"

#define SEED 0x1234abcdu
#define EPOCH 1
#define KIND 1

struct header {
	uint32_t checksum;
	uint32_t length;
	int64_t position;
	int64_t durable;
	uint32_t epoch;
	uint32_t kind;
};

#define IN_FIRST_LINE ((int64_t)(LINE - sizeof(struct header)))

/* The copy: what begins a line of the memory begins one here, so that each load of a line finds one store in the store buffer. */
#define LONGEST (8 << 10)
/* Behind a fence that is not over the CPU takes some 32 stores of a line, and stands still beyond that. */
#define PIECE 1024
static char copied[LINE + LONGEST] __attribute__((aligned(LINE)));
static char *const copy = copied + LINE - IN_FIRST_LINE;

static inline void
check_size(int64_t size)
{
	if (size > LONGEST)
		abort();
}

/* The checksum of the header behind that of the payload. */
__attribute__((target(CRC_TARGET))) static inline struct header
header_of(uint32_t crc, int64_t size, int64_t position)
{
	struct header h = { 0, (uint32_t)size, position, position, EPOCH, KIND };
	crc = _mm_crc32_u32(crc, h.length);
	crc = (uint32_t)_mm_crc32_u64(crc, h.position);
	crc = (uint32_t)_mm_crc32_u64(crc, h.durable);
	h.checksum = (uint32_t)_mm_crc32_u64(crc, (uint64_t)h.kind << 32 | h.epoch);
	return h;
}

__attribute__((target(CRC_TARGET))) static inline void
append_cached(const struct sample *s, int64_t align, int copies)
{
	char *at = s->memory + s->offset;
	const char *source = copies ? copy : s->source;
	const int64_t size = s->size, count = s->count;
	const int64_t step = (int64_t)(sizeof(struct header) + size + align - 1) & -align;
	check_size(size);
	WITH_BEST_FLUSH(
		for (int64_t i = 0; i < count; i++, at += step) {
			if (copies)
				memcpy(copy, s->source, size);
			struct header h = header_of(crc32c(SEED, source, size), size, i * step);
			memcpy(at, &h, sizeof(h));
			memcpy(at + sizeof(h), source, size);
			flush_range(at, sizeof(h) + size, with);
			fence();
		})
}

/* One behind another: the shortest, but two records share a line. */
__attribute__((target(CRC_TARGET))) void
append_packed(const struct sample *s)
{
	append_cached(s, 8, 1);
}

__attribute__((target(CRC_TARGET))) void
append_packed_uncopied(const struct sample *s)
{
	append_cached(s, 8, 0);
}

/* Each begins on a line. */
__attribute__((target(CRC_TARGET))) void
append_lines(const struct sample *s)
{
	append_cached(s, LINE, 1);
}

__attribute__((target(CRC_TARGET))) void
append_lines_uncopied(const struct sample *s)
{
	append_cached(s, LINE, 0);
}

#define STREAM_TARGET CRC_TARGET ",avx512f,avx512bw,avx512vl"

/* Whole lines, and what is left of one. */
__attribute__((target(STREAM_TARGET))) static inline void
stream_lines(char *to, const char *from, int64_t left)
{
	for (; left >= 4 * LINE; left -= 4 * LINE, to += 4 * LINE, from += 4 * LINE) {
		__m512i a = _mm512_loadu_si512(from), b = _mm512_loadu_si512(from + LINE);
		__m512i c = _mm512_loadu_si512(from + 2 * LINE), d = _mm512_loadu_si512(from + 3 * LINE);
		_mm512_stream_si512((void *)to, a);
		_mm512_stream_si512((void *)(to + LINE), b);
		_mm512_stream_si512((void *)(to + 2 * LINE), c);
		_mm512_stream_si512((void *)(to + 3 * LINE), d);
	}
	for (; left >= LINE; left -= LINE, to += LINE, from += LINE)
		_mm512_stream_si512((void *)to, _mm512_loadu_si512(from));
	if (left > 0)
		_mm512_stream_si512((void *)to, _mm512_maskz_loadu_epi8(((__mmask64)1 << left) - 1, from));
}

/* A copy in lines; behind the last byte, zeros up to the end of the line. */
__attribute__((target(STREAM_TARGET))) static inline void
copy_lines(char *to, const char *from, int64_t left)
{
	for (; left >= LINE; left -= LINE, to += LINE, from += LINE)
		_mm512_store_si512((void *)to, _mm512_loadu_si512(from));
	if (left > 0)
		_mm512_store_si512((void *)to, _mm512_maskz_loadu_epi8(((__mmask64)1 << left) - 1, from));
}

/*
 * A copy is made, checked and stored a piece at a time, so that the stores of one are on their way while the next is checked;
 * the first line, with the header, comes last.
 */
__attribute__((target(STREAM_TARGET))) static inline uint32_t
stream_copied(char *to, const char *from, int64_t size, __mmask32 first)
{
	_mm256_store_si256((void *)copy, _mm256_maskz_loadu_epi8(first, from));
	int64_t now = size < PIECE - IN_FIRST_LINE ? size : PIECE - IN_FIRST_LINE, done = IN_FIRST_LINE;
	copy_lines(copy + IN_FIRST_LINE, from + IN_FIRST_LINE, now - IN_FIRST_LINE);
	uint32_t crc = crc32c(SEED, copy, now);
	for (;;) {
		stream_lines(to + sizeof(struct header) + done, copy + done, now - done);
		done = now;
		if (done >= size)
			return crc;
		now = size - done < PIECE ? size : done + PIECE;
		copy_lines(copy + done, from + done, now - done);
		crc = crc32c(crc, copy + done, now - done);
	}
}

__attribute__((target(STREAM_TARGET))) static inline void
append_lines_stream(const struct sample *s, int64_t in_group, int copies)
{
	char *at = s->memory + s->offset;
	const char *source = copies ? copy : s->source;
	const int64_t size = s->size, count = s->count;
	const int64_t step = (int64_t)(sizeof(struct header) + size + LINE - 1) & -LINE;
	const __mmask32 first = size >= IN_FIRST_LINE ? ~(__mmask32)0 : ((__mmask32)1 << size) - 1;
	check_size(size);
	for (int64_t i = 0; i < count; i++, at += step) {
		uint32_t crc = copies ? stream_copied(at, s->source, size, first) : crc32c(SEED, source, size);
		struct header h = header_of(crc, size, i * step);
		__m256i half = _mm256_set_epi64x(
		    (int64_t)((uint64_t)h.kind << 32 | h.epoch), h.durable, h.position, (int64_t)((uint64_t)h.length << 32 | h.checksum));
		__m512i line = _mm512_inserti64x4(_mm512_castsi256_si512(half), _mm256_maskz_loadu_epi8(first, source), 1);
		_mm512_stream_si512((void *)at, line);
		if (!copies)
			stream_lines(at + LINE, source + IN_FIRST_LINE, size - IN_FIRST_LINE);
		if ((i + 1) % in_group == 0 || i + 1 == count)
			fence();
	}
}

/* Each begins on a line, and whole lines go from registers past the caches. */
__attribute__((target(STREAM_TARGET))) void
append_stream(const struct sample *s)
{
	append_lines_stream(s, 1, 1);
}

__attribute__((target(STREAM_TARGET))) void
append_stream_uncopied(const struct sample *s)
{
	append_lines_stream(s, 1, 0);
}

/* The same with a fence after every 32. */
__attribute__((target(STREAM_TARGET))) void
append_stream_deferred(const struct sample *s)
{
	append_lines_stream(s, 32, 1);
}

int
append_supported(void)
{
	return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
}

int
append_stream_supported(void)
{
	return append_supported() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
