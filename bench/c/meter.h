/* Counts messages against the clock: first a warm-up, then the measurement. As bench/lib/meter.ts. */
#ifndef BENCH_METER_H
#define BENCH_METER_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define WARM_UP 0.4
#define BYTES_A_LOOK (256 * 1024)
#define MOST_MESSAGES 512
/* A runner that nobody ended: the benchmark itself was killed. */
#define DEADLINE_SECONDS 60

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
    printf("result %ld %.9f\n", meter->looks * meter->every, meter->elapsed);
    fflush(stdout);
}

static inline void check(int succeeded, const char *what)
{
    if (succeeded)
        return;
    fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

/* Listens at a free port and says where. */
static inline void bind_and_say(void *socket)
{
    char endpoint[256];
    size_t length = sizeof endpoint;
    check(zmq_bind(socket, "tcp://127.0.0.1:*") == 0, "zmq_bind");
    check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length) == 0, "zmq_getsockopt");
    printf("ready %s\n", endpoint);
    fflush(stdout);
}

#endif
