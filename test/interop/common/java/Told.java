import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the program is told on its command line. */
record Told(String type, String job, boolean binds, String endpoint, Map<String, String> settings) {
    private static final Set<String> KEYS = Set.of(
            "series", "from", "count", "prefix", "hwm", "identity", "heartbeat", "nonblocking",
            "mechanism", "server", "username", "password", "server-key", "public-key", "secret-key");

    static Told from(String[] arguments) {
        if (arguments.length < 4) throw new IllegalArgumentException("type, job, bind or connect, and endpoint are wanted");
        Map<String, String> settings = new HashMap<>();
        for (int index = 4; index < arguments.length; index++) {
            String[] pair = arguments[index].split("=", 2);
            if (pair.length < 2 || !KEYS.contains(pair[0])) {
                throw new IllegalArgumentException("not understood: " + arguments[index]);
            }
            settings.put(pair[0], pair[1]);
        }
        return new Told(arguments[0], arguments[1], arguments[2].equals("bind"), arguments[3], settings);
    }

    boolean has(String key) {
        return settings.containsKey(key);
    }

    String text(String key, String otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    int number(String key, int otherwise) {
        return has(key) ? Integer.parseInt(settings.get(key)) : otherwise;
    }

    boolean is(String key) {
        return text(key, "0").equals("1");
    }
}
