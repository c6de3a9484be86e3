#define PREFIX avx2
#define TARGET "avx2"
#define VECTOR __m256i
#define LOAD _mm256_loadu_si256
#define STREAM _mm256_stream_si256
#define SPREAD _mm256_set1_epi8
#include "nontemporal.h"
