/* Counts messages against the clock: first a warm-up, then the measurement. As bench/lib/meter.ts. */
#ifndef BENCH_METER_H
#define BENCH_METER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define WARM_UP 0.4
#define BYTES_A_LOOK (256 * 1024)
#define MOST_MESSAGES 512
/* A runner that nobody ended: the benchmark itself was killed. */
#define DEADLINE_SECONDS 300

struct meter {
    double seconds, started, elapsed;
    long every, left, looks;
    int warm;
};

static inline long messages_a_look(size_t size)
{
    long messages = size == 0 ? MOST_MESSAGES : (long)(BYTES_A_LOOK / size);
    return messages < 1 ? 1 : messages > MOST_MESSAGES ? MOST_MESSAGES : messages;
}

static inline struct meter meter_new(double seconds, long every)
{
    struct meter meter = {seconds, 0, 0, every, 1, -1, 0};
    return meter;
}

static inline double meter_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Counts a message. True: the time is over. */
static inline int meter_count(struct meter *meter)
{
    if (--meter->left > 0)
        return 0;
    double now = meter_now();
    meter->left = meter->every;
    meter->looks += 1;
    if (meter->looks == 0)
        meter->started = now;
    meter->elapsed = now - meter->started;
    if (meter->warm)
        return meter->elapsed >= meter->seconds;
    if (meter->elapsed >= meter->seconds * WARM_UP) {
        meter->warm = 1;
        meter->started = now;
        meter->looks = 0;
    }
    return 0;
}

static inline void say_result(const struct meter *meter)
{
    printf("result count=%ld seconds=%.9f\n", meter->looks * meter->every, meter->elapsed);
    fflush(stdout);
}

static inline void check(int succeeded, const char *what)
{
    if (succeeded)
        return;
    fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

/* Listens and says where. */
static inline void bind_and_say(void *socket, const char *endpoint)
{
    char bound[256];
    size_t length = sizeof bound;
    check(zmq_bind(socket, endpoint) == 0, "zmq_bind");
    check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &length) == 0, "zmq_getsockopt");
    printf("ready %s\n", bound);
    fflush(stdout);
}

/* What the program was told: ROLE name=value... As bench/lib/runner.ts. */
struct told {
    int count;
    char **words;
};

/* The value of a name; ends the program when it is missing. */
static inline const char *told_text(struct told told, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < told.count; i++)
        if (strncmp(told.words[i], name, length) == 0 && told.words[i][length] == '=')
            return told.words[i] + length + 1;
    fprintf(stderr, "%s= is missing\n", name);
    exit(2);
}

static inline size_t told_size(struct told told, const char *name)
{
    return (size_t)atol(told_text(told, name));
}

static inline double told_seconds(struct told told)
{
    return atof(told_text(told, "seconds"));
}

/* Whether this is the role that the program was given. */
static inline int has_role(char **argv, const char *role)
{
    return strcmp(argv[1], role) == 0;
}

#endif
