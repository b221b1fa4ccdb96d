/* The series of messages. */
#include "peer.h"

#include <stdio.h>
#include <string.h>

#define SMALL 100
#define LARGE 1000000

struct form {
    int parts;
    size_t sizes[MOST_PARTS_IN_SERIES];
};

static const struct form small_forms[] = {{1, {SMALL}}, {3, {SMALL, SMALL, SMALL}}};
static const struct form mixed_forms[] = {
    {1, {SMALL}}, {3, {SMALL, 0, SMALL}}, {1, {0}}, {3, {0, 0, 0}}, {3, {SMALL, SMALL, SMALL}},
};
static const struct form large_with_others = {3, {SMALL, LARGE, 0}}, large_alone = {1, {LARGE}};

static const struct form *form_of(const char *series, int i)
{
    if (same_text(series, "small"))
        return &small_forms[i % 2];
    switch (i % 25) {
    case 23:
        return &large_with_others;
    case 24:
        return &large_alone;
    default:
        return &mixed_forms[i % 5];
    }
}

int series_sizes(const struct told *told, int n, size_t sizes[MOST_PARTS_IN_SERIES])
{
    const struct form *form = form_of(told->series, told->from + n);
    memcpy(sizes, form->sizes, sizeof form->sizes);
    return form->parts;
}

void series_fill(const struct told *told, int n, int p, unsigned char *bytes, size_t size)
{
    size_t i = (size_t)(told->from + n);
    for (size_t j = 0; j < size; j++)
        bytes[j] = (unsigned char)((7 * i + 13 * (size_t)p + j) % 251);
    if (p == 0 && size > 0) {
        char digits[24];
        snprintf(digits, sizeof digits, "%08zu", i);
        memcpy(bytes, digits, 8);
    }
}
