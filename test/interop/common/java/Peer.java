import org.zeromq.ZMQ;

/**
 * A peer of the interop matrix: what it is told and prints is in test/interop/peers/README.md. Knows what a program is to
 * do from start to end; not what a job is, nor which JeroMQ it runs with.
 */
public final class Peer {
    public static void main(String[] arguments) {
        int status = 0;
        try {
            run(arguments);
        } catch (Exception | LinkageError error) {
            say("error " + error);
            status = 1;
        }
        // JeroMQ's threads do not have to agree.
        Runtime.getRuntime().halt(status);
    }

    /** Prints one line, at once. */
    static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void run(String[] arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "version" -> say("version " + Stack.version());
            case "proxy" -> proxy(arguments[1], arguments[2], arguments[3]);
            case "" -> throw new IllegalArgumentException("a type, version or proxy is wanted");
            default -> work(Told.from(arguments));
        }
    }

    private static void work(Told told) throws Exception {
        StandardInput.watch();
        try (Stack stack = new Stack()) {
            ZMQ.Socket socket = stack.open(told.type());
            stack.configure(socket, told);
            say("endpoint " + stack.attach(socket, told.binds(), told.endpoint()));
            Conversation conversation = new Conversation(stack, socket, told);
            switch (told.job()) {
                case "send" -> conversation.send();
                case "receive" -> conversation.receive();
                case "ask" -> conversation.ask();
                case "answer" -> conversation.answer();
                default -> throw new IllegalArgumentException("no such job: " + told.job());
            }
        }
        say("done");
    }

    private static void proxy(String kind, String frontend, String backend) throws Exception {
        String[] types = switch (kind) {
            case "queue" -> new String[] {"router", "dealer"};
            case "forwarder" -> new String[] {"xsub", "xpub"};
            case "streamer" -> new String[] {"pull", "push"};
            default -> throw new IllegalArgumentException("no such proxy: " + kind);
        };
        StandardInput.watch();
        try (Stack stack = new Stack()) {
            ZMQ.Socket front = stack.open(types[0]);
            ZMQ.Socket back = stack.open(types[1]);
            stack.attach(front, true, frontend);
            stack.attach(back, true, backend);
            say("ready");
            ZMQ.proxy(front, back, null);
        }
    }
}
