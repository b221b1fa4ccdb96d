"""Sockets of pyzmq as a peer of the matrix: see test/interop/peers/README.md."""

import os
import sys
import threading
import zlib

import zmq

END = b"END"
READY = b"READY"
LARGEST = 1_000_000
BYTES = bytes(j % 251 for j in range(251 + LARGEST))
FIVE = ([100], [100, 0, 100], [0], [0, 0, 0], [100, 100, 100])
DEVICES = {
    "queue": (zmq.ROUTER, zmq.DEALER),
    "forwarder": (zmq.XSUB, zmq.XPUB),
    "streamer": (zmq.PULL, zmq.PUSH),
}


def say(line):
    print(line, flush=True)


def message(series, i):
    if series == "small":
        sizes = [100] if i % 2 == 0 else [100, 100, 100]
    elif i % 25 == 23:
        sizes = [100, LARGEST, 0]
    elif i % 25 == 24:
        sizes = [LARGEST]
    else:
        sizes = FIVE[i % 5]
    parts = []
    for p, size in enumerate(sizes):
        begin = (7 * i + 13 * p) % 251
        parts.append(BYTES[begin : begin + size])
    if parts[0]:
        parts[0] = b"%08d" % i + parts[0][8:]
    return parts


def show(parts):
    crc = 0
    for part in parts:
        crc = zlib.crc32(part, crc)
    say("message %s %08x" % (",".join(str(len(part)) for part in parts), crc))


class Options:
    """What the program was told."""

    def __init__(self, words):
        self.keys = dict(word.split("=", 1) for word in words)
        self.prefix = self.keys.get("prefix", "").encode()

    def series(self):
        name = self.keys.get("series", "mixed")
        start = int(self.keys.get("from", 0))
        return (message(name, i) for i in range(start, start + int(self.keys.get("count", 100))))

    def apply(self, socket):
        keys = self.keys
        socket.linger = -1
        socket.reconnect_ivl = 20
        if "hwm" in keys:
            socket.hwm = int(keys["hwm"])
        if "identity" in keys:
            socket.identity = keys["identity"].encode()
        if "heartbeat" in keys:
            socket.heartbeat_ivl = int(keys["heartbeat"])
        if keys.get("mechanism") == "plain":
            if "server" in keys:
                socket.plain_server = True
            else:
                socket.plain_username = keys["username"].encode()
                socket.plain_password = keys["password"].encode()
        if keys.get("mechanism") == "curve":
            socket.curve_publickey = keys["public-key"].encode()
            socket.curve_secretkey = keys["secret-key"].encode()
            if "server" in keys:
                socket.curve_server = True
            else:
                socket.curve_serverkey = keys["server-key"].encode()

    def guard(self, context):
        """Whoever knows the password comes in, and any client of CURVE, or the one that is named."""
        if "server" not in self.keys:
            return None
        from zmq.auth.thread import ThreadAuthenticator  # it takes half as long to load as all the rest

        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        if self.keys["mechanism"] == "plain":
            passwords = {self.keys["username"]: self.keys["password"]}
            authenticator.configure_plain(domain="*", passwords=passwords)
        else:
            authenticator.configure_curve(domain="*", location=self.keys.get("certificates", "*"))
        return authenticator


class Peer:
    def __init__(self, context, kind, where, endpoint, options):
        self.kind = kind
        self.options = options
        self.socket = context.socket(getattr(zmq, kind.upper()))
        options.apply(self.socket)
        if kind == "sub":
            self.socket.subscribe(options.prefix)
        if where == "bind":
            self.socket.bind(endpoint)
            endpoint = self.socket.last_endpoint.decode().rstrip("\0")
        else:
            self.socket.connect(endpoint)
        say(f"endpoint {endpoint}")

    def put(self, parts):
        if self.kind == "pub":
            parts = [self.options.prefix + parts[0], *parts[1:]]
        if "nonblocking" not in self.options.keys:
            self.socket.send_multipart(parts)
            return
        while True:
            try:
                self.socket.send_multipart(parts, flags=zmq.DONTWAIT)
                return
            except zmq.Again:
                self.socket.poll(10, zmq.POLLOUT)

    def get(self):
        return self.split(self.socket.recv_multipart())

    def split(self, parts):
        """What is around a message, and the message."""
        if self.kind == "router":
            return parts[:1], parts[1:]
        if self.kind == "sub":
            return [], [parts[0][len(self.options.prefix) :], *parts[1:]]
        return [], parts

    def send(self):
        if self.kind == "pub":
            while not self.options.go.wait(0.01):
                self.put([READY])
        for parts in self.options.series():
            self.put(parts)
        self.put([END])

    def receive(self):
        ready = False
        while True:
            _, parts = self.get()
            if self.kind == "sub" and parts == [READY]:
                if not ready:
                    say("ready")
                ready = True
            elif parts == [END]:
                return
            else:
                show(parts)

    def ask(self):
        for parts in self.options.series():
            self.put(parts)
            show(self.get()[1])
        self.put([END])
        self.get()

    def answer(self):
        while True:
            envelope, parts = self.get()
            self.socket.send_multipart(envelope + self.reply(parts))
            if parts == [END]:
                return

    def reply(self, parts):
        if self.kind == "rep":
            return [b"Hello " + parts[0], *parts[1:]]
        return [b"Hello", *parts] if self.kind == "router" else parts


def watch(go, over):
    """Passes on what standard input says; when it ends there is nobody to work for."""
    for line in sys.stdin:
        if line.strip() == "go":
            go.set()
    over()


def proxy(device, frontend, backend):
    context = zmq.Context()
    sockets = [context.socket(kind) for kind in DEVICES[device]]
    for socket, endpoint in zip(sockets, (frontend, backend)):
        socket.linger = 0
        socket.bind(endpoint)
    threading.Thread(target=watch, args=(threading.Event(), context.term), daemon=True).start()
    say("ready")
    try:
        zmq.proxy(*sockets)
    except zmq.ContextTerminated:
        for socket in sockets:
            socket.close()


def main(arguments):
    if arguments[0] == "version":
        say(f"version {zmq.__version__} (libzmq {zmq.zmq_version()})")
        return
    if arguments[0] == "proxy":
        proxy(*arguments[1:])
        return
    kind, job, where, endpoint, *words = arguments
    context = zmq.Context()
    options = Options(words)
    options.go = threading.Event()
    threading.Thread(target=watch, args=(options.go, lambda: os._exit(0)), daemon=True).start()
    authenticator = options.guard(context)
    peer = Peer(context, kind, where, endpoint, options)
    getattr(peer, job)()
    peer.socket.close()
    if authenticator is not None:
        authenticator.stop()
    context.term()
    say("done")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as problem:
        say(f"error {type(problem).__name__}: {problem}")
        sys.exit(1)
