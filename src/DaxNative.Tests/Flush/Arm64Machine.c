// A whole Arm64 machine without an operating system (QEMU's virt): it calls a stub that QEMU has loaded, and says what came of
// it. User-mode emulation before QEMU 8.1 refuses DC CVAP and DC CVADP; this executes them on the cores that have them.
#include <stdint.h>

enum { UART = 0x09000000, CODE = 0x45000000, REQUEST = 0x46000000, MEMORY = 0x47000000 };

struct request { uint64_t offset, start, end; };

// The stack, and one answer to every exception.
__asm__(".global _start\n"
        "_start:\n"
        "    ldr x9, =0x48000000\n"
        "    mov sp, x9\n"
        "    adr x9, vectors\n"
        "    msr vbar_el1, x9\n"
        "    isb\n"
        "    bl run\n"
        "    .balign 2048\n"
        "vectors:\n"
        "    .rept 16\n"
        "    b on_exception\n"
        "    .balign 128\n"
        "    .endr\n");

static void say(const char *text)
{
    while (*text)
        *(volatile uint32_t *)UART = (uint8_t)*text++;
}

static void say_number(uint64_t number)
{
    char text[24];
    int i = sizeof text - 1;
    text[i] = 0;
    do
        text[--i] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    say(text + i);
}

// Semihosting's SYS_EXIT with ADP_Stopped_ApplicationExit.
static void leave(void)
{
    static uint64_t reason[2] = {0x20026, 0};
    register uint64_t operation __asm__("x0") = 0x18;
    register uint64_t *argument __asm__("x1") = reason;
    __asm__ volatile("hlt #0xf000" : : "r"(operation), "r"(argument) : "memory");
    for (;;)
        ;
}

// Class 0 is an instruction that the core does not have.
void on_exception(void)
{
    uint64_t syndrome;
    __asm__ volatile("mrs %0, esr_el1" : "=r"(syndrome));
    say("exception ");
    say_number(syndrome >> 26);
    say("\n");
    leave();
}

void run(void)
{
    const volatile struct request *request = (const struct request *)REQUEST;
    uint64_t features;
    uint64_t result;
    __asm__ volatile("mrs %0, id_aa64isar1_el1" : "=r"(features));
    say("dpb ");
    say_number(features & 0xF);
    result = ((uint64_t (*)(uint64_t, uint64_t))(CODE + request->offset))(request->start, request->end);
    say(" returned ");
    say_number(result - request->start);
    for (uint64_t at = MEMORY; at < request->end + 4096; at++)
        if (*(volatile uint8_t *)at != 0)
            say(" changed");
    say("\n");
    leave();
}
