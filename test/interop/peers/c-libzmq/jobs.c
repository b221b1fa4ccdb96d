#include "jobs.h"

#include "message.h"

#include <string.h>

static void send_text(void *socket, const struct told *told, const char *text)
{
    struct message message;
    message_of_text(&message, text);
    message_begin_with(&message, told->prefix);
    message_send(socket, &message, told->nonblocking);
}

static void send_series(void *socket, const struct told *told, int n)
{
    struct message message;
    message_of_series(&message, told, n);
    message_begin_with(&message, told->prefix);
    message_send(socket, &message, told->nonblocking);
}

/* Sends the series and END. A publisher says that it is there until it is told that its subscriber is, too. */
static void job_send(void *socket, const struct told *told)
{
    if (same_text(told->type, "pub"))
        while (!told_to_go())
            send_text(socket, told, READY);
    for (int n = 0; n < told->count; n++)
        send_series(socket, told, n);
    send_text(socket, told, END);
}

/* Says what comes until END does. */
static void job_receive(void *socket, const struct told *told)
{
    int body = same_text(told->type, "router") ? 1 : 0; /* after the sender's routing id */
    bool is_ready = false;
    for (;;) {
        struct message message;
        message_receive(socket, &message);
        message_cut(&message, strlen(told->prefix));
        bool is_end = message_is(&message, body, END);
        if (same_text(told->type, "sub") && message_is(&message, body, READY)) {
            if (!is_ready)
                say_ready();
            is_ready = true;
        } else if (!is_end)
            message_say(&message, body);
        message_close(&message);
        if (is_end)
            return;
    }
}

/* Sends message after message, and waits for the reply to each. */
static void job_ask(void *socket, const struct told *told)
{
    struct message reply;
    for (int n = 0; n < told->count; n++) {
        send_series(socket, told, n);
        message_receive(socket, &reply);
        message_say(&reply, 0);
        message_close(&reply);
    }
    send_text(socket, told, END);
    message_receive(socket, &reply);
    message_close(&reply);
}

/* Answers what comes, END too, which is the last. */
static void job_answer(void *socket, const struct told *told)
{
    bool is_rep = same_text(told->type, "rep"), is_router = same_text(told->type, "router");
    bool is_end;
    do {
        struct message message;
        message_receive(socket, &message);
        is_end = message_is(&message, is_router ? 1 : 0, END);
        if (is_rep)
            message_begin_with(&message, "Hello ");
        if (is_router)
            message_insert(&message, 1, "Hello"); /* after the id of who asks */
        message_send(socket, &message, told->nonblocking);
    } while (!is_end);
}

void do_job(void *socket, const struct told *told)
{
    if (same_text(told->job, "send"))
        job_send(socket, told);
    else if (same_text(told->job, "receive"))
        job_receive(socket, told);
    else if (same_text(told->job, "ask"))
        job_ask(socket, told);
    else if (same_text(told->job, "answer"))
        job_answer(socket, told);
    else
        fail("no such job: %s", told->job);
}
