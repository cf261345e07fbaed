package dev.kerasguard.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One call of {@code kg} in this JVM: what it printed and its exit code. */
record Run(int code, String out, String err) {

    static Run kg(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine kg = Kg.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = kg.execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
