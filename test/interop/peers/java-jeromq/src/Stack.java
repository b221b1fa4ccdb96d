import java.util.Map;
import java.util.Properties;
import org.zeromq.SocketType;
import org.zeromq.ZAuth;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/** JeroMQ as it is now: what the program needs of it that older ones do otherwise, or do not have. */
final class Stack implements AutoCloseable {
    private final ZContext context = new ZContext();
    private ZAuth authenticator = null;

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
        return context.createSocket(SocketType.valueOf(type.toUpperCase()));
    }

    void configure(ZMQ.Socket socket, Told told) {
        if (told.has("hwm")) socket.setHWM(told.number("hwm", 0));
        if (told.has("identity")) socket.setIdentity(Messages.bytes(told.text("identity", "")));
        if (told.has("heartbeat")) socket.setHeartbeatIvl(told.number("heartbeat", 0));
        switch (told.text("mechanism", "null")) {
            case "null" -> {}
            case "plain" -> plain(socket, told);
            case "curve" -> curve(socket, told);
            default -> throw new IllegalArgumentException("no such mechanism: " + told.text("mechanism", ""));
        }
    }

    /** Binds or connects, and says where. */
    String attach(ZMQ.Socket socket, boolean binds, String endpoint) {
        boolean attached = binds ? socket.bind(endpoint) : socket.connect(endpoint);
        if (!attached) throw new IllegalStateException("errno " + socket.errno() + " at " + endpoint);
        return binds ? socket.getLastEndpoint() : endpoint;
    }

    void waitUntilWritable(ZMQ.Socket socket) {
        try (ZMQ.Poller poller = context.createPoller(1)) {
            poller.register(socket, ZMQ.Poller.POLLOUT);
            poller.poll(-1);
        }
    }

    @Override
    public void close() {
        awaitAdmission();
        context.close();
    }

    /** A server's first messages are on their way before it has let anybody in; closing takes its authenticator away. */
    private void awaitAdmission() {
        if (authenticator == null) return;
        while (authenticator.nextReply().statusCode != 200) {}
    }

    private void plain(ZMQ.Socket socket, Told told) {
        String username = told.text("username", "");
        String password = told.text("password", "");
        if (told.is("server")) {
            authenticator = new ZAuth(context, "authenticator", Map.of("PLAIN", new OneUser(username, password)));
            authenticator.replies(true);
            socket.setPlainServer(true);
        } else {
            socket.setPlainUsername(username);
            socket.setPlainPassword(password);
        }
    }

    private void curve(ZMQ.Socket socket, Told told) {
        if (told.is("server")) socket.setCurveServer(true);
        else socket.setCurveServerKey(key(told, "server-key"));
        socket.setCurvePublicKey(key(told, "public-key"));
        socket.setCurveSecretKey(key(told, "secret-key"));
    }

    private static byte[] key(Told told, String name) {
        return ZMQ.Curve.z85Decode(told.text(name, ""));
    }

    /** Who may come in by PLAIN. */
    private record OneUser(String username, String password) implements ZAuth.Auth {
        @Override
        public boolean configure(ZMsg message, boolean verbose) {
            return true;
        }

        @Override
        public boolean authorize(ZAuth.ZapRequest request, boolean verbose) {
            return username.equals(request.username) && password.equals(request.password);
        }
    }
}
