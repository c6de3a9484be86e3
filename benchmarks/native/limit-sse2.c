#define PREFIX sse2
#define TARGET "sse2"
#define VECTOR __m128i
#define LOAD _mm_loadu_si128
#define STREAM _mm_stream_si128
#define SPREAD _mm_set1_epi8
#include "nontemporal.h"
