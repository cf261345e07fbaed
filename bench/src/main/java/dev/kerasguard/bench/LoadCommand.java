package dev.kerasguard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends load for a while: progress each second on standard error, the summary as one JSON line on standard output. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Sends load for a while and prints a summary as one line of JSON.")
final class LoadCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_CONNECTIONS = 1024;
    private static final double HIGHEST_RATE = 50_000;

    @Spec
    @Nullable CommandSpec spec;

    @Mixin
    TargetOptions target = new TargetOptions();

    @ArgGroup(exclusive = true, multiplicity = "1")
    Loop loop = new Loop();

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "open loop: at most (default: ${DEFAULT-VALUE})")
    int connections;

    @Option(names = "--duration", defaultValue = "10s", description = "measured time (default: ${DEFAULT-VALUE})")
    Duration duration = Duration.ofSeconds(10);

    @Option(names = "--warmup", defaultValue = "0s", description = "the same load before, not measured")
    Duration warmup = Duration.ZERO;

    static final class Loop {
        @Option(names = "--rate", description = "open loop: requests a second, as independent clients send them")
        @Nullable Double rate;

        @Option(names = "--closed", description = "closed loop: this many connections, each as fast as it is answered")
        @Nullable Integer closed;
    }

    @Override
    public Integer call() throws Exception {
        check();
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter err = command.commandLine().getErr();
        RequestBytes request = target.request();
        var run = new LoadRun(request, loop.closed != null ? loop.closed : connections, target.timeout.toMillis());
        if (warmup.isPositive()) {
            err.println("warming up for " + warmup.toSeconds() + " s");
            err.flush();
            run.run(arrivals(warmup), new Tally());
        }
        Tally tally = new Tally();
        long began = System.nanoTime();
        Thread progress = Thread.ofVirtual().start(() -> report(tally, began, err));
        run.run(arrivals(duration), tally);
        progress.interrupt();
        progress.join();
        double seconds = Math.max(duration.toMillis() / 1e3, (System.nanoTime() - began) / 1e9);
        PrintWriter out = command.commandLine().getOut();
        out.println(new ObjectMapper().writeValueAsString(tally.summary(seconds)));
        out.flush();
        return 0;
    }

    private Arrivals arrivals(Duration length) {
        long start = System.nanoTime();
        long end = start + length.toNanos();
        return loop.rate != null
                ? new Arrivals.Poisson(RandomGenerator.of("L64X128MixRandom"), loop.rate, start, end)
                : new Arrivals.WhenFree(end);
    }

    private static void report(Tally tally, long began, PrintWriter err) {
        try {
            while (true) {
                Thread.sleep(1000);
                err.println((System.nanoTime() - began) / 1_000_000_000 + " s: " + tally.progress());
                err.flush();
            }
        } catch (InterruptedException done) {
            // The run is over; the summary follows.
        }
    }

    private void check() {
        bound(!duration.isZero() && duration.compareTo(LONGEST) <= 0, "--duration is above 0 and at most 60m");
        bound(warmup.compareTo(LONGEST) <= 0, "--warmup is at most 60m");
        bound(connections >= 1 && connections <= MOST_CONNECTIONS, "--connections is from 1 to " + MOST_CONNECTIONS);
        bound(
                loop.closed == null || (loop.closed >= 1 && loop.closed <= MOST_CONNECTIONS),
                "--closed is from 1 to " + MOST_CONNECTIONS);
        bound(
                loop.rate == null || (loop.rate > 0 && loop.rate <= HIGHEST_RATE),
                "--rate is above 0 and at most " + (int) HIGHEST_RATE);
    }

    private void bound(boolean kept, String rule) {
        if (!kept) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
        }
    }
}
