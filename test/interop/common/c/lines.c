/* The lines that a peer prints. */
#include "peer.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* CRC-32 goes on over some more bytes. */
static uint32_t checksum_of(uint32_t checksum, const unsigned char *bytes, size_t size)
{
    static uint32_t table[256];
    if (table[1] == 0)
        for (uint32_t byte = 0; byte < 256; byte++) {
            table[byte] = byte;
            for (int bit = 0; bit < 8; bit++)
                table[byte] = (table[byte] >> 1) ^ (table[byte] & 1 ? 0xedb88320u : 0);
        }
    checksum = ~checksum;
    for (size_t i = 0; i < size; i++)
        checksum = table[(checksum ^ bytes[i]) & 0xff] ^ (checksum >> 8);
    return ~checksum;
}

void say_part(struct message_line *line, const void *bytes, size_t size)
{
    printf(line->parts == 0 ? "message %zu" : ",%zu", size);
    line->parts += 1;
    line->checksum = checksum_of(line->checksum, bytes, size);
}

void say_message_end(const struct message_line *line)
{
    printf(" %08x\n", line->checksum);
}

void say_endpoint(const char *endpoint)
{
    printf("endpoint %s\n", endpoint);
}

void say_ready(void)
{
    puts("ready");
}

void say_done(void)
{
    puts("done");
}

void fail(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    printf("error ");
    vprintf(format, values);
    putchar('\n');
    va_end(values);
    fflush(stdout);
    _exit(1);
}
