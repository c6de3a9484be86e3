#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
    char magic[8];
    uint32_t version, record_size;
    uint64_t start, length;
    uint8_t unused[32];
};

_Static_assert(sizeof(struct header) == 64, "the header has 64 bytes");
_Static_assert(sizeof(struct record) == 32, "a record has 32 bytes");

static FILE *file;
static uint64_t count;

// A trace with a hole would be worse than none.
static void write_all(const void *data, size_t length) {
    if (fwrite(data, length, 1, file) != 1) {
        fprintf(stderr, "daxtrace: the trace cannot be written: %s\n", strerror(errno));
        abort();
    }
}

bool record_open(const char *path, uint64_t start, uint64_t length) {
    struct header header = { "DAXTRACE", 1, sizeof(struct record), start, length, { 0 } };
    file = fopen(path, "wb");
    if (!file) {
        fprintf(stderr, "daxtrace: %s: %s\n", path, strerror(errno));
        return false;
    }
    write_all(&header, sizeof header);
    return true;
}

void record_write(const struct record *record) {
    write_all(record, sizeof *record);
    count++;
}

void record_close(void) {
    record_write(&(struct record){ .kind = RECORD_END, .value = count });
    if (fclose(file) != 0) {
        fprintf(stderr, "daxtrace: the trace cannot be written: %s\n", strerror(errno));
        abort();
    }
}
