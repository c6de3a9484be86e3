/* CRC-32C by the CPU's instruction, long inputs in three streams at once: it takes three cycles and can begin one each cycle. */
#ifndef CRC32C_H
#define CRC32C_H

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define CRC_TARGET "sse4.2,pclmul"
#define CRC_LANES 3

/* Of one stream, in bytes; three of them and a little are 4 KiB, 1 KiB and 256 bytes. */
static const int crc_length[CRC_LANES] = { 1360, 336, 80 };
static uint64_t crc_over_one[CRC_LANES], crc_over_two[CRC_LANES];

/* x^(8 * length - 33) modulo the polynomial, bits reversed: the product stands one bit low, and the reduction adds 32. */
static uint64_t
crc_shift(int length)
{
	uint32_t value = 0x80000000u;
	for (int i = 0; i < 8 * length - 33; i++)
		value = value >> 1 ^ (value & 1 ? 0x82f63b78u : 0);
	return value;
}

__attribute__((constructor)) static void
prepare_crc32c(void)
{
	for (int i = 0; i < CRC_LANES; i++) {
		crc_over_one[i] = crc_shift(crc_length[i]);
		crc_over_two[i] = crc_shift(2 * crc_length[i]);
	}
}

static inline uint64_t
word_at(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

__attribute__((target(CRC_TARGET))) static inline uint32_t
crc32c_three(uint32_t crc, const char *at, int length, uint64_t over_one, uint64_t over_two)
{
	uint64_t a = crc, b = 0, c = 0;
	for (const char *end = at + length; at < end; at += 8) {
		a = _mm_crc32_u64(a, word_at(at));
		b = _mm_crc32_u64(b, word_at(at + length));
		c = _mm_crc32_u64(c, word_at(at + 2 * length));
	}
	__m128i moved = _mm_xor_si128(
	    _mm_clmulepi64_si128(_mm_cvtsi64_si128(a), _mm_cvtsi64_si128(over_two), 0),
	    _mm_clmulepi64_si128(_mm_cvtsi64_si128(b), _mm_cvtsi64_si128(over_one), 0));
	return (uint32_t)(_mm_crc32_u64(0, _mm_cvtsi128_si64(moved)) ^ c);
}

__attribute__((target(CRC_TARGET))) static inline uint32_t
crc32c(uint32_t crc, const char *at, int64_t size)
{
	for (int i = 0; i < CRC_LANES; i++)
		for (; size >= 3 * crc_length[i]; at += 3 * crc_length[i], size -= 3 * crc_length[i])
			crc = crc32c_three(crc, at, crc_length[i], crc_over_one[i], crc_over_two[i]);
	for (; size >= 8; at += 8, size -= 8)
		crc = (uint32_t)_mm_crc32_u64(crc, word_at(at));
	for (; size > 0; at++, size--)
		crc = _mm_crc32_u8(crc, *at);
	return crc;
}

#endif
