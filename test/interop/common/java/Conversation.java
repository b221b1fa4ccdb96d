import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.zeromq.ZMQ;

/** The four jobs, over a socket that is ready for them. */
final class Conversation {
    private static final List<byte[]> END = List.of(Messages.bytes("END"));

    private final Stack stack;
    private final ZMQ.Socket socket;
    private final Told told;
    private final String prefix;

    Conversation(Stack stack, ZMQ.Socket socket, Told told) {
        this.stack = stack;
        this.socket = socket;
        this.told = told;
        this.prefix = told.text("prefix", "");
    }

    void send() throws InterruptedException {
        if (told.type().equals("pub")) {
            do write(List.of(Messages.bytes(prefix + "READY"))); while (!StandardInput.saidGo(10));
        }
        for (List<byte[]> message : series()) write(Messages.withPrefix(prefix, message));
        write(Messages.withPrefix(prefix, END));
    }

    void receive() {
        if (told.type().equals("sub")) socket.subscribe(Messages.bytes(prefix));
        boolean ready = false;
        for (List<byte[]> message = received(); !Messages.is(message, "END"); message = received()) {
            if (!told.type().equals("sub") || !Messages.is(message, "READY")) say(message);
            else if (!ready) {
                Peer.say("ready");
                ready = true;
            }
        }
    }

    void ask() {
        for (List<byte[]> message : series()) {
            write(message);
            say(read());
        }
        write(END);
        read();
    }

    void answer() {
        boolean routes = told.type().equals("router");
        boolean ended = false;
        while (!ended) {
            List<byte[]> message = new ArrayList<>(read());
            List<byte[]> reply = new ArrayList<>();
            if (routes) {
                reply.add(message.remove(0));
                reply.add(Messages.bytes("Hello"));
            }
            ended = Messages.is(message, "END");
            reply.addAll(told.type().equals("rep") ? Messages.withPrefix("Hello ", message) : message);
            write(reply);
        }
    }

    private List<List<byte[]>> series() {
        int from = told.number("from", 0);
        List<List<byte[]>> messages = new ArrayList<>();
        for (int index = from; index < from + told.number("count", 100); index++) {
            messages.add(Messages.ofSeries(told.text("series", "mixed"), index));
        }
        return messages;
    }

    private void say(List<byte[]> message) {
        Peer.say("message " + Messages.digest(message));
    }

    /** The next message, without what only leads it here: a ROUTER's routing id, a SUB's prefix. */
    private List<byte[]> received() {
        List<byte[]> message = read();
        if (told.type().equals("router")) return message.subList(1, message.size());
        if (!told.type().equals("sub")) return message;
        byte[] first = message.get(0);
        message.set(0, Arrays.copyOfRange(first, Messages.bytes(prefix).length, first.length));
        return message;
    }

    private List<byte[]> read() {
        List<byte[]> parts = new ArrayList<>();
        do parts.add(socket.recv()); while (socket.hasReceiveMore());
        return parts;
    }

    private void write(List<byte[]> parts) {
        int last = parts.size() - 1;
        int flags = told.is("nonblocking") ? ZMQ.DONTWAIT : 0;
        for (int index = 0; index <= last; index++) {
            int more = index < last ? ZMQ.SNDMORE : 0;
            while (!socket.send(parts.get(index), flags | more)) stack.waitUntilWritable(socket);
        }
    }
}
