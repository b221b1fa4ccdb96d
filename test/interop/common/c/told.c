/* What a peer is told: by its command line, and by its standard input. */
#include "peer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "peer <type> <job> <bind|connect> <endpoint> [key=value ...] | peer proxy <kind> <frontend> <backend> | peer version";

static atomic_bool going;

/* Hears what the standard input says. When that ends the process ends, whatever it is doing. */
static void *listen_to_input(void *unused)
{
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL)
        if (same_text(line, "go\n"))
            atomic_store(&going, true);
    _exit(0);
    return unused;
}

bool told_to_go(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    return atomic_load(&going);
}

bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void told_set(struct told *told, const char *word)
{
    struct {
        const char *key;
        const char **text;
        int *number;
        bool *flag;
    } const keys[] = {
        {"series", .text = &told->series},
        {"from", .number = &told->from},
        {"count", .number = &told->count},
        {"prefix", .text = &told->prefix},
        {"hwm", .number = &told->hwm},
        {"identity", .text = &told->identity},
        {"heartbeat", .number = &told->heartbeat},
        {"nonblocking", .flag = &told->nonblocking},
        {"mechanism", .text = &told->mechanism},
        {"server", .flag = &told->server},
        {"username", .text = &told->username},
        {"password", .text = &told->password},
        {"server-key", .text = &told->server_key},
        {"public-key", .text = &told->public_key},
        {"secret-key", .text = &told->secret_key},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t length = strlen(keys[i].key);
        if (strncmp(word, keys[i].key, length) != 0 || word[length] != '=')
            continue;
        const char *value = word + length + 1;
        if (keys[i].text != NULL)
            *keys[i].text = value;
        else if (keys[i].number != NULL)
            *keys[i].number = atoi(value);
        else
            *keys[i].flag = same_text(value, "1");
        return;
    }
    fail("unknown key: %s", word);
}

struct told told_read(int argc, char **argv)
{
    struct told told = {
        .series = "mixed", .count = 100, .prefix = "", .hwm = -1, .identity = "", .mechanism = "null",
        .username = "", .password = "", .server_key = "", .public_key = "", .secret_key = "",
    };
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (argc == 2 && same_text(argv[1], "version")) {
        told.type = argv[1];
        return told;
    }
    if (argc < 5)
        fail("%s", usage);
    pthread_t listener;
    if (pthread_create(&listener, NULL, listen_to_input, NULL) != 0)
        fail("no thread to listen to the standard input");
    told.type = argv[1];
    told.job = argv[2];
    if (same_text(told.type, "proxy")) {
        told.frontend = argv[3];
        told.backend = argv[4];
        return told;
    }
    told.bind = same_text(argv[3], "bind");
    if (!told.bind && !same_text(argv[3], "connect"))
        fail("%s", usage);
    told.endpoint = argv[4];
    for (int i = 5; i < argc; i++)
        told_set(&told, argv[i]);
    return told;
}
