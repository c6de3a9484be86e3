import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.internal.misc.Unsafe;

/**
 * The JDK's own write-back, which MappedByteBuffer.force uses on a file mapped with MAP_SYNC. That map mode wants a DAX file,
 * so this calls the primitive beneath it. It takes turns with the measuring process: a line "offset stride size count" in, the
 * nanoseconds out.
 */
public final class WriteBack {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final int LINE = 64;

    private WriteBack() { }

    public static void main(String[] arguments) throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer area = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            area.order(ByteOrder.nativeOrder());
            for (int touched = 0; touched < area.capacity(); touched += 4096) {
                area.get(touched);
            }
            serve(((sun.nio.ch.DirectBuffer) area).address());
        }
    }

    private static void serve(long address) throws Exception {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
        System.out.println(Unsafe.isWritebackEnabled() ? "ready" : "this JDK cannot write back cache lines here");
        System.out.flush();
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            String[] part = request.split(" ");
            long start = System.nanoTime();
            persist(address + Long.parseLong(part[0]), Long.parseLong(part[1]), Long.parseLong(part[2]), Long.parseLong(part[3]));
            System.out.println(System.nanoTime() - start);
            System.out.flush();
        }
    }

    private static void persist(long at, long stride, long size, long count) {
        for (long i = 0; i < count; i++, at += stride) {
            for (long line = at; line < at + size; line += LINE) {
                UNSAFE.putLong(line, i);
            }
            UNSAFE.writebackMemory(at, size);
        }
    }
}
