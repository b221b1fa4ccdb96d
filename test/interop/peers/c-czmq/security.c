#include "security.h"

/* zauth reads a file of passwords when it is told of it, and keeps them. */
static void tell_password(zactor_t *auth, const struct told *told)
{
    char path[] = "/tmp/c-czmq-XXXXXX";
    int descriptor = mkstemp(path);
    FILE *passwords = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (passwords == NULL)
        fail("no file for the password");
    fprintf(passwords, "%s=%s\n", told->username, told->password);
    fclose(passwords);
    zstr_sendx(auth, "PLAIN", path, NULL);
    zsock_wait(auth);
    unlink(path);
}

static void apply_certificate(zsock_t *socket, const struct told *told)
{
    byte public_key[32], secret_key[32];
    if (zmq_z85_decode(public_key, told->public_key) == NULL || zmq_z85_decode(secret_key, told->secret_key) == NULL)
        fail("keys that are not in Z85");
    zcert_t *certificate = zcert_new_from(public_key, secret_key);
    zcert_apply(certificate, socket);
    zcert_destroy(&certificate);
}

static zactor_t *serve(zsock_t *socket, const struct told *told)
{
    zactor_t *auth = zactor_new(zauth, NULL);
    zsock_set_zap_domain(socket, "interop");
    /* It keeps nothing for a client that is not in yet: that could not come in when the actor is gone. */
    zsock_set_immediate(socket, same_text(told->job, "send"));
    if (same_text(told->mechanism, "plain")) {
        tell_password(auth, told);
        zsock_set_plain_server(socket, 1);
    } else {
        zstr_sendx(auth, "CURVE", CURVE_ALLOW_ANY, NULL);
        zsock_wait(auth);
        apply_certificate(socket, told);
        zsock_set_curve_server(socket, 1);
    }
    return auth;
}

zactor_t *secure(zsock_t *socket, const struct told *told)
{
    if (same_text(told->mechanism, "null"))
        return NULL;
    if (told->server)
        return serve(socket, told);
    if (same_text(told->mechanism, "plain")) {
        zsock_set_plain_username(socket, told->username);
        zsock_set_plain_password(socket, told->password);
    } else {
        apply_certificate(socket, told);
        zsock_set_curve_serverkey(socket, told->server_key);
    }
    return NULL;
}
