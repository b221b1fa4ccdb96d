"""A socket that says what its monitor says: monitor.py <type> <bind|connect> <endpoint> [key=value ...]"""

import os
import sys
import threading

import zmq
from zmq.utils.monitor import recv_monitor_message

import peer

EVENTS = {
    value: name[len("EVENT_") :]
    for name, value in vars(zmq).items()
    if name.startswith("EVENT_") and name != "EVENT_ALL"
}


def main(kind, where, endpoint, *words):
    threading.Thread(
        target=peer.watch, args=(threading.Event(), lambda: os._exit(0)), daemon=True
    ).start()
    context = zmq.Context()
    options = peer.Options(words)
    authenticator = options.guard(context)  # runs as long as the process
    socket = context.socket(getattr(zmq, kind.upper()))
    options.apply(socket)
    monitor = socket.get_monitor_socket()
    if where == "bind":
        socket.bind(endpoint)
        endpoint = socket.last_endpoint.decode().rstrip("\0")
    peer.say(f"endpoint {endpoint}")
    if where == "connect":
        socket.connect(endpoint)
    while True:
        event = recv_monitor_message(monitor)
        name = EVENTS[int(event["event"])]
        # What a failure's value says; others have a file's number.
        value = f" {event['value']}" if "FAILED" in name else ""
        peer.say(f"event {name}{value}")


main(*sys.argv[1:])
