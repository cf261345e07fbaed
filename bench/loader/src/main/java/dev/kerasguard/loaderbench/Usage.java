package dev.kerasguard.loaderbench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used of memory, as Linux counts it, and of the processors. */
final class Usage {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private Usage() {}

    /** Resident bytes now. */
    static long resident() throws IOException {
        return field("VmRSS:");
    }

    /** The most resident bytes since {@link #forgetPeak}. */
    static long peak() throws IOException {
        return field("VmHWM:");
    }

    /** Lets the peak begin again (proc_pid_clear_refs(5), value 5). */
    static void forgetPeak() throws IOException {
        Files.writeString(CLEAR, "5");
    }

    /** Processor time of all threads. */
    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long field(String name) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException(STATUS + " has no " + name);
    }
}
