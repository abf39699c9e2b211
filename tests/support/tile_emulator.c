/* SPDX-License-Identifier: MIT */
#include "support/tile_emulator.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static unsigned long products;

unsigned long tile_emulator_products(void)
{
    return products;
}

#ifdef __x86_64__
enum { TILES = 8, ROWS = 16, ROW_BYTES = 64 };

static struct {
    bool configured;
    uint16_t row_bytes[TILES];
    uint8_t rows[TILES];
    uint8_t data[TILES][ROWS][ROW_BYTES];
} amx;

/* By number, as instructions name them. */
static const int registers[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

/* A three-byte VEX instruction with ModRM, and what it names. */
struct instruction {
    uint8_t opcode, prefix; // prefix: 0 none, 1 66, 2 F3, 3 F2
    uint8_t vvvv, reg, rm, mod;
    uint8_t *address; // of its memory operand
    int64_t stride;   // the index register's
    size_t size;
};

static int32_t displacement_at(const uint8_t *at, size_t size)
{
    int32_t whole = 0;
    if (size == 1)
        return *(const int8_t *)at;
    if (size == 4)
        memcpy(&whole, at, sizeof(whole));
    return whole;
}

/* Fills address, stride and size of a memory operand whose ModRM is at `at`. A tile's rows are the index apart, so that
 * is no part of the address. */
static void read_memory(const greg_t *values, const uint8_t *start, const uint8_t *at, struct instruction *ret)
{
    bool high_index = !(start[1] & 0x40), high_base = !(start[1] & 0x20);
    size_t displacement = ret->mod == 1 ? 1 : ret->mod == 2 ? 4 : 0;
    const uint8_t *next = at + 1;
    int64_t base, index = 0;
    if ((ret->rm & 7) == 4) {
        uint8_t sib = *next++;
        unsigned index_number = (sib >> 3 & 7) | (high_index ? 8 : 0), base_number = (sib & 7) | (high_base ? 8 : 0);
        bool no_base = (sib & 7) == 5 && ret->mod == 0;
        displacement = no_base ? 4 : displacement;
        base = no_base ? 0 : values[registers[base_number]];
        index = index_number == 4 ? 0 : values[registers[index_number]] << (sib >> 6);
    } else if ((ret->rm & 7) == 5 && ret->mod == 0) {
        displacement = 4;
        base = (int64_t)(next + displacement); // after the instruction
    } else {
        base = values[registers[(ret->rm & 7) | (high_base ? 8 : 0)]];
    }
    ret->address = (uint8_t *)(base + displacement_at(next, displacement));
    ret->stride = index;
    ret->size = (size_t)(next + displacement - start);
}

static bool decode(const greg_t *values, const uint8_t *at, struct instruction *ret)
{
    if (at[0] != 0xC4 || (at[1] & 0x1F) != 2 || (at[2] & 0x84) != 0) // VEX.128.0F38.W0
        return false;
    *ret = (struct instruction){.opcode = at[3],
                                .prefix = at[2] & 3,
                                .vvvv = ~at[2] >> 3 & 15,
                                .mod = at[4] >> 6,
                                .reg = at[4] >> 3 & 7,
                                .rm = at[4] & 7,
                                .size = 5};
    if (ret->mod != 3)
        read_memory(values, at, at + 4, ret);
    return true;
}

static void configure(const uint8_t *config)
{
    memset(&amx, 0, sizeof(amx));
    amx.configured = config[0] == 1;
    memcpy(amx.row_bytes, config + 16, sizeof(amx.row_bytes));
    memcpy(amx.rows, config + 48, sizeof(amx.rows));
}

static float from_bfloat16(const uint8_t *at)
{
    uint16_t half;
    memcpy(&half, at, sizeof(half));
    uint32_t bits = (uint32_t)half << 16;
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void multiply(const struct instruction *instruction)
{
    uint8_t sums = instruction->reg, a = instruction->rm, b = instruction->vvvv;
    for (size_t row = 0; row < amx.rows[sums]; row++)
        for (size_t pair = 0; pair < amx.row_bytes[a] / 4; pair++)
            for (size_t column = 0; column < amx.row_bytes[sums] / 4; column++) {
                float sum;
                uint8_t *at = amx.data[sums][row] + 4 * column;
                const uint8_t *left = amx.data[a][row] + 4 * pair, *right = amx.data[b][pair] + 4 * column;
                memcpy(&sum, at, sizeof(sum));
                sum += from_bfloat16(left) * from_bfloat16(right);
                sum += from_bfloat16(left + 2) * from_bfloat16(right + 2);
                memcpy(at, &sum, sizeof(sum));
            }
    products++;
}

static void move(const struct instruction *instruction, bool store)
{
    uint8_t tile = instruction->reg;
    if (!store)
        memset(amx.data[tile], 0, sizeof(amx.data[tile]));
    for (int64_t row = 0; row < amx.rows[tile]; row++) {
        uint8_t *memory = instruction->address + row * instruction->stride;
        if (store)
            memcpy(memory, amx.data[tile][row], amx.row_bytes[tile]);
        else
            memcpy(amx.data[tile][row], memory, amx.row_bytes[tile]);
    }
}

static bool run(const struct instruction *i)
{
    bool memory = i->mod != 3;
    if (i->opcode == 0x49 && i->prefix == 0 && memory)
        configure(i->address);
    else if (i->opcode == 0x49 && i->prefix == 0)
        memset(&amx, 0, sizeof(amx));
    else if (!amx.configured)
        return false;
    else if (i->opcode == 0x49 && i->prefix == 3 && !memory)
        memset(amx.data[i->reg], 0, sizeof(amx.data[i->reg]));
    else if (i->opcode == 0x4B && (i->prefix == 2 || i->prefix == 3) && memory)
        move(i, i->prefix == 2);
    else if (i->opcode == 0x5C && i->prefix == 2 && !memory)
        multiply(i);
    else
        return false;
    return true;
}

static void on_illegal(int signal, siginfo_t *info, void *context)
{
    greg_t *values = ((ucontext_t *)context)->uc_mcontext.gregs;
    struct instruction instruction;
    static const char words[] = "an illegal instruction that is no tile's\n";
    (void)signal;
    (void)info;
    if (decode(values, (const uint8_t *)values[REG_RIP], &instruction) && run(&instruction)) {
        values[REG_RIP] += (greg_t)instruction.size;
        return;
    }
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(98);
    _exit(99);
}

bool tile_emulator_start(void)
{
    struct sigaction action = {.sa_sigaction = on_illegal, .sa_flags = SA_SIGINFO};
    products = 0;
    return sigaction(SIGILL, &action, NULL) == 0;
}
#else
bool tile_emulator_start(void)
{
    return false;
}
#endif
