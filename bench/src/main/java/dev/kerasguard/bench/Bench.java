package dev.kerasguard.bench;

import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The load generator's command line: measures one endpoint, the one that its user names, within fixed bounds. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = "Measures an inference endpoint.",
        subcommands = {LoadCommand.class, ProbeCommand.class})
public final class Bench {
    private Bench() {}

    /** Runs a subcommand; exit status 1 when requests failed that should not have, 2 for wrong arguments. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench())
                .registerConverter(Duration.class, Durations::parse)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    String message = failure.getMessage();
                    command.getErr().println("bench: " + (message == null ? failure.toString() : message));
                    return 1;
                });
    }
}
