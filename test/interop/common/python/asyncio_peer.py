"""The same program as peer.py with the sockets of zmq.asyncio."""

import asyncio
import os
import sys
import threading

import zmq
import zmq.asyncio

import peer


class AsyncPeer(peer.Peer):
    async def put(self, parts):
        if self.kind == "pub":
            parts = [self.options.prefix + parts[0], *parts[1:]]
        await self.socket.send_multipart(parts)

    async def get(self):
        return self.split(await self.socket.recv_multipart())

    async def send(self):
        while self.kind == "pub" and not self.options.go.is_set():
            await self.put([peer.READY])
            await asyncio.sleep(0.01)
        for parts in self.options.series():
            await self.put(parts)
        await self.put([peer.END])

    async def receive(self):
        ready = False
        while True:
            _, parts = await self.get()
            if self.kind == "sub" and parts == [peer.READY]:
                if not ready:
                    peer.say("ready")
                ready = True
            elif parts == [peer.END]:
                return
            else:
                peer.show(parts)

    async def ask(self):
        for parts in self.options.series():
            await self.put(parts)
            peer.show((await self.get())[1])
        await self.put([peer.END])
        await self.get()

    async def answer(self):
        while True:
            envelope, parts = await self.get()
            await self.socket.send_multipart(envelope + self.reply(parts))
            if parts == [peer.END]:
                return


async def main(kind, job, where, endpoint, *words):
    options = peer.Options(words)
    options.go = threading.Event()
    threading.Thread(
        target=peer.watch, args=(options.go, lambda: os._exit(0)), daemon=True
    ).start()
    context = zmq.asyncio.Context()
    socket = AsyncPeer(context, kind, where, endpoint, options)
    await getattr(socket, job)()
    socket.socket.close()
    context.term()
    peer.say("done")


try:
    asyncio.run(main(*sys.argv[1:]))
except Exception as problem:
    peer.say(f"error {type(problem).__name__}: {problem}")
    sys.exit(1)
