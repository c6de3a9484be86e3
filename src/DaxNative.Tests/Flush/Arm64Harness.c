// Runs Arm64 stubs that are handed over in a file, the way the library does: a page that is written, then made executable.
//   facts FILE                     prints AT_HWCAP, AT_HWCAP2, CTR_EL0 as the stub reads it, CTR_EL0 as the compiler does
//   call FILE OFFSET               calls a stub without arguments
//   lines FILE OFFSET LINE COUNT
//       calls a loop on COUNT lines that end where readable memory does; prints where memory changed, and every DC that the
//       CPU did not execute itself
// User-mode emulation before QEMU 8.1 has HWCAP_DCPOP and not the instruction. DC CVAP and DC CVADP that are refused are
// therefore noted and passed over, as Linux does with one that it traps; any other illegal instruction ends the program.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { PATTERN = 0x11, MARK = 0xA5, MOST = 1000 };

static struct { const char *name; uint64_t address; } refused[MOST];
static size_t refusals;

// SYS with op1 3, CRn 7, op2 1 (Arm ARM, C5.3): the operation is in CRm, the register in the lowest bits.
static void on_illegal_instruction(int signal_number, siginfo_t *info, void *context)
{
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
    uint32_t instruction = *(uint32_t *)machine->pc;
    uint32_t operation = instruction >> 8 & 0xF;
    (void)info;
    if ((instruction & ~0xF1Fu) != (0xD5080000u | 3u << 16 | 7u << 12 | 1u << 5) || (operation != 12 && operation != 13) || refusals == MOST) {
        signal(signal_number, SIG_DFL);
        return;
    }
    refused[refusals].name = operation == 12 ? "cvap" : "cvadp";
    refused[refusals++].address = machine->regs[instruction & 0x1F];
    machine->pc += 4;
}

static unsigned char *code_page(const char *path)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    FILE *file = fopen(path, "rb");
    if (page == MAP_FAILED || file == NULL || fread(page, 1, size, file) == 0 || mprotect(page, size, PROT_READ | PROT_EXEC) != 0) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return page;
}

static void lines(unsigned char *stub, size_t line, size_t count)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (line * count + 2 * page - 1) / page * page;
    unsigned char *memory = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + size, page, PROT_NONE) != 0) {
        perror("mmap");
        exit(2);
    }
    unsigned char *start = memory + size - line * count;
    memset(memory, PATTERN, size);
    ((void (*)(void *, void *, unsigned))stub)(start, memory + size, MARK);
    for (size_t i = 0; i < size; i++)
        if (memory[i] != PATTERN)
            printf("%ld %x\n", (long)(memory + i - start), memory[i]);
    for (size_t i = 0; i < refusals; i++)
        printf("%ld %s\n", (long)(refused[i].address - (uint64_t)start), refused[i].name);
    puts("returned");
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = on_illegal_instruction, .sa_flags = SA_SIGINFO};
    sigaction(SIGILL, &action, NULL);
    unsigned char *page = code_page(argv[2]);
    unsigned char *stub = page + (argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
    if (strcmp(argv[1], "facts") == 0) {
        uint64_t own;
        __asm__ volatile("mrs %0, ctr_el0" : "=r"(own));
        printf("%lu %lu %lu %lu\n", getauxval(AT_HWCAP), getauxval(AT_HWCAP2), ((uint64_t (*)(void))stub)(), own);
    } else if (strcmp(argv[1], "call") == 0) {
        ((void (*)(void))stub)();
        puts("returned");
    } else {
        lines(stub, strtoul(argv[4], NULL, 10), strtoul(argv[5], NULL, 10));
    }
    return 0;
}
