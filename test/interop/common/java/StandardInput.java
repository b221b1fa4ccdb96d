import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whoever started the program speaks to it here: a line `go`, and the end, at which the program ends. */
final class StandardInput {
    private static final CountDownLatch go = new CountDownLatch(1);

    private StandardInput() {}

    static void watch() {
        Thread reader = new Thread(StandardInput::read, "standard input");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits that long for `go`; true when it has come. */
    static boolean saidGo(long milliseconds) throws InterruptedException {
        return go.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    private static void read() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("go")) go.countDown();
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
