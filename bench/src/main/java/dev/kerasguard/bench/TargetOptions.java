package dev.kerasguard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which request goes where: the options that all subcommands share. */
final class TargetOptions {
    private static final long MAX_BODY = 64L << 20;

    @Option(names = "--url", required = true, description = "http://host:port/path; the only address that is called")
    String url = "";

    @ArgGroup(exclusive = true)
    @Nullable Content content;

    @Option(names = "--input", description = "name of the input for --shape; by default the server is asked")
    @Nullable String input;

    @Option(names = "--low", defaultValue = "0", description = "least random element (default: ${DEFAULT-VALUE})")
    float low;

    @Option(names = "--high", defaultValue = "1", description = "bound of random elements (default: ${DEFAULT-VALUE})")
    float high;

    @Option(names = "--header", description = "a header, NAME=VALUE; may be repeated")
    Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--timeout", defaultValue = "5s", description = "per request (default: ${DEFAULT-VALUE})")
    Duration timeout = Duration.ofSeconds(5);

    static final class Content {
        @Option(names = "--body", description = "file that holds the request body (JSON, unless --header says more)")
        @Nullable Path body;

        @Option(
                names = "--shape",
                split = ",",
                description = "V2 binary request of random FP32 elements with this shape, batch first: 1,8,8,1")
        int @Nullable [] shape;
    }

    /** The request that the options describe; without a body or a shape it is a GET. */
    RequestBytes request() throws IOException {
        Endpoint endpoint = Endpoint.parse(url);
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("--timeout is from 1ms to 10m");
        }
        if (content == null) {
            return RequestBytes.get(endpoint);
        }
        if (content.body != null) {
            return RequestBytes.post(endpoint, withContentType(), read(content.body));
        }
        int[] shape = Objects.requireNonNull(content.shape);
        if (!(low < high)) {
            throw new IllegalArgumentException("--low is below --high");
        }
        String name = input != null ? input : InferRequest.inputName(endpoint, timeout.toMillis());
        return InferRequest.random(endpoint, headers, name, Arrays.copyOf(shape, shape.length), low, high);
    }

    private Map<String, String> withContentType() {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            all.put("Content-Type", "application/json");
        }
        return all;
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BODY) {
            throw new IllegalArgumentException(file + " is not a file of at most " + MAX_BODY + " bytes");
        }
        return Files.readAllBytes(file);
    }
}
