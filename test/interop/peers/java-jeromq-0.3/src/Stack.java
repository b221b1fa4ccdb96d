import java.util.Map;
import java.util.Properties;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ as it was in 2014, without security and heartbeats: in place of the Stack beside the rest of the program. */
final class Stack implements AutoCloseable {
    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("push", ZMQ.PUSH), Map.entry("pull", ZMQ.PULL), Map.entry("pub", ZMQ.PUB),
            Map.entry("sub", ZMQ.SUB), Map.entry("xpub", ZMQ.XPUB), Map.entry("xsub", ZMQ.XSUB),
            Map.entry("req", ZMQ.REQ), Map.entry("rep", ZMQ.REP), Map.entry("dealer", ZMQ.DEALER),
            Map.entry("router", ZMQ.ROUTER), Map.entry("pair", ZMQ.PAIR));

    private final ZContext context = new ZContext();

    Stack() {
        // A ZContext gives it to its sockets, and would let them forget what has not gone out.
        context.setLinger(-1);
    }

    static String version() throws Exception {
        Properties properties = new Properties();
        try (var stream = ZMQ.class.getResourceAsStream("/META-INF/maven/org.zeromq/jeromq/pom.properties")) {
            properties.load(stream);
        }
        return "JeroMQ " + properties.getProperty("version");
    }

    ZMQ.Socket open(String type) {
        if (!TYPES.containsKey(type)) throw new IllegalArgumentException("no such socket type: " + type);
        return context.createSocket(TYPES.get(type));
    }

    void configure(ZMQ.Socket socket, Told told) {
        for (String key : new String[] {"mechanism", "heartbeat"}) {
            if (told.has(key)) throw new IllegalArgumentException("JeroMQ 0.3 has no " + key);
        }
        if (told.has("hwm")) socket.setHWM(told.number("hwm", 0));
        if (told.has("identity")) socket.setIdentity(Messages.bytes(told.text("identity", "")));
    }

    /** Binds or connects, and says where. */
    String attach(ZMQ.Socket socket, boolean binds, String endpoint) {
        if (binds && endpoint.endsWith(":*")) {
            String address = endpoint.substring(0, endpoint.length() - 2);
            return address + ":" + socket.bindToRandomPort(address);
        }
        if (binds) socket.bind(endpoint);
        else socket.connect(endpoint);
        return endpoint;
    }

    void waitUntilWritable(ZMQ.Socket socket) {
        ZMQ.Poller poller = new ZMQ.Poller(1);
        poller.register(socket, ZMQ.Poller.POLLOUT);
        poller.poll(-1);
    }

    @Override
    public void close() {
        context.close();
    }
}
