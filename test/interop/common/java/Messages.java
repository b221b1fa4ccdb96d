import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** The messages of a series, and how one is told to whoever reads the program's lines. Knows no sockets. */
final class Messages {
    private static final int MEGABYTE = 1_000_000;

    private Messages() {}

    static List<byte[]> ofSeries(String series, int index) {
        int[] sizes = sizes(series, index);
        List<byte[]> parts = new ArrayList<>();
        for (int part = 0; part < sizes.length; part++) {
            byte[] bytes = new byte[sizes[part]];
            for (int at = 0; at < bytes.length; at++) bytes[at] = (byte) ((7 * index + 13 * part + at) % 251);
            parts.add(bytes);
        }
        byte[] first = parts.get(0);
        if (first.length > 0) System.arraycopy(bytes("%08d".formatted(index)), 0, first, 0, 8);
        return parts;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean is(List<byte[]> parts, String text) {
        return parts.size() == 1 && new String(parts.get(0), StandardCharsets.UTF_8).equals(text);
    }

    /** The message with text before its first part. */
    static List<byte[]> withPrefix(String prefix, List<byte[]> parts) {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(bytes(prefix));
        first.writeBytes(parts.get(0));
        List<byte[]> prefixed = new ArrayList<>(parts);
        prefixed.set(0, first.toByteArray());
        return prefixed;
    }

    /** As in `100,0,100 1c291ca3`: the sizes of the parts, and the CRC-32 of all bytes. */
    static String digest(List<byte[]> parts) {
        CRC32 crc = new CRC32();
        parts.forEach(crc::update);
        String sizes = parts.stream().map(part -> String.valueOf(part.length)).collect(Collectors.joining(","));
        return "%s %08x".formatted(sizes, crc.getValue());
    }

    private static int[] sizes(String series, int index) {
        if (series.equals("small")) return index % 2 == 0 ? new int[] {100} : new int[] {100, 100, 100};
        if (!series.equals("mixed")) throw new IllegalArgumentException("no such series: " + series);
        if (index % 25 == 23) return new int[] {100, MEGABYTE, 0};
        if (index % 25 == 24) return new int[] {MEGABYTE};
        return switch (index % 5) {
            case 0 -> new int[] {100};
            case 1 -> new int[] {100, 0, 100};
            case 2 -> new int[] {0};
            case 3 -> new int[] {0, 0, 0};
            default -> new int[] {100, 100, 100};
        };
    }
}
