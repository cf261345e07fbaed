package dev.kerasguard.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code kg}: the product's questions, asked without a cluster. */
@Command(
        name = "kg",
        description = "Serves, inspects and checks Keras models and their specs, without a cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            LintCommand.class,
            InspectCommand.class,
            Version.ShowCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the answer is no: violations, a refused model",
            "2:wrong usage, or a file that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kg serve examples/01-digits/digits.keras --name digits",
            "  kg inspect examples/01-digits/digits.keras",
            "  kg lint --json deploy/"
        })
public final class Kg implements Runnable {

    /** Exit code when the answer is no. */
    static final int NO = 1;

    /** Exit code for wrong usage and for files that cannot be read. */
    static final int USAGE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs {@code kg} with these arguments and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Kg())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((e, arguments) -> {
                    CommandLine command = e.getCommandLine();
                    String name = command.getCommandSpec().qualifiedName();
                    command.getErr().printf("%s: %s%nSee: %s --help%n", name, e.getMessage(), name);
                    return USAGE;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("kg: " + e.getMessage());
                    return USAGE;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: serve, lint, inspect or version");
    }
}
