package dev.kerasguard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kerasguard.lint.Finding;
import dev.kerasguard.lint.Lint;
import dev.kerasguard.lint.Report;
import dev.kerasguard.lint.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kg lint}: what the API server and the webhook would say to these files. */
@Command(
        name = "lint",
        description = {
            "Checks KerasInferenceServices and KerasInferencePolicies as the cluster would, without one.",
            "Policies and Namespaces among the files count for the services beside them; other kinds are skipped."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no violation", "1:violations", "2:wrong usage, or a file that cannot be read"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kg lint service.yaml",
            "  kg lint --policy platform/policy.yaml deploy/",
            "  kustomize build . | kg lint --json -"
        })
final class LintCommand implements Callable<Integer> {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "YAML or JSON files, folders of them, or - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A file with KerasInferencePolicies that hold where these specs will be applied; repeatable."
                    + " Without any, the built-in policy holds.")
    private List<String> policies = List.of();

    @Option(names = "--json", description = "Print a JSON list of {file, path, rule, message}.")
    private boolean json;

    /** One violation as {@code --json} prints it. */
    record Line(String file, String path, String rule, String message) {}

    @Override
    public Integer call() throws IOException {
        SpecFiles reader = new SpecFiles(System.in);
        List<Source> sources = new ArrayList<>(reader.read(policies));
        sources.addAll(reader.read(files));
        Report report = Lint.lint(sources);
        print(report, sources.size());
        return report.findings().isEmpty() ? 0 : Kg.NO;
    }

    private void print(Report report, int read) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = report.findings();
        if (json) {
            out.println(JSON.writeValueAsString(findings.stream()
                    .map(f -> new Line(
                            f.file(),
                            f.violation().field(),
                            f.violation().rule(),
                            f.violation().message()))
                    .toList()));
            return;
        }
        for (Finding finding : findings) {
            String resource = finding.resource().isEmpty() ? "document " + finding.document() : finding.resource();
            String where = finding.violation().field().isEmpty()
                    ? resource
                    : resource + ": " + finding.violation().field();
            out.printf(
                    "%s: %s: %s (%s)%n",
                    finding.file(),
                    where,
                    finding.violation().message(),
                    finding.violation().rule());
        }
        String skipped = report.skipped() == 0
                ? ""
                : ", %s of other kinds skipped".formatted(count(report.skipped(), "document"));
        out.printf("%s in %s%s%n", count(findings.size(), "violation"), count(read, "file"), skipped);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
