#define PREFIX avx512
#define TARGET "avx512f"
#define VECTOR __m512i
#define LOAD _mm512_loadu_si512
#define STREAM _mm512_stream_si512
#define SPREAD _mm512_set1_epi8
#include "nontemporal.h"
