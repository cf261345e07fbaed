package dev.kerasguard.server.validation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a request's tensors are what the model takes; all that is wrong is said at once. */
public final class InputValidation {

    private static final int MAX_SAID = 16;

    private final Signature signature;
    private final List<TensorRule> rules;
    private final int maxRows;

    /**
     * @param signature what the model takes
     * @param config bounds that tighten it
     * @throws ModelRefusedException when the bounds are not of this model
     */
    public InputValidation(Signature signature, RuntimeConfig config) throws ModelRefusedException {
        this.signature = signature;
        this.maxRows = config.serving().maxRequestRows();
        this.rules = new ArrayList<>();
        Map<String, InputConfig> bounds = new HashMap<>();
        config.inputs().forEach(i -> bounds.put(i.name(), i));
        for (SignatureTensor input : signature.inputs()) {
            rules.add(TensorRule.of(input, bounds.remove(input.name())));
        }
        Optional<String> unknown = bounds.keySet().stream().sorted().findFirst();
        if (unknown.isPresent()) {
            throw new ModelRefusedException(
                    "InputMismatch",
                    "spec.inputs \"" + unknown.get() + "\"",
                    "the model has no such input; it has: " + signature.inputNames());
        }
    }

    /**
     * Checks tensors.
     *
     * @return them, in the signature's order
     * @throws RefusedException with status 400 and all violations
     */
    public List<HostTensor> check(List<HostTensor> inputs) {
        Map<String, HostTensor> byName = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (HostTensor input : inputs) {
            if (signature.input(input.name()).isEmpty()) {
                violations.add(
                        "the model has no input \"" + shown(input.name()) + "\"; it has: " + signature.inputNames());
            }
            byName.put(input.name(), input);
        }
        List<HostTensor> ordered = new ArrayList<>(rules.size());
        for (TensorRule rule : rules) {
            HostTensor tensor = byName.get(rule.name());
            if (tensor == null) {
                violations.add("input \"" + rule.name() + "\" is missing");
                continue;
            }
            ordered.add(tensor);
            rule.check(tensor, violations);
        }
        if (violations.isEmpty()) {
            String rows = rows(ordered);
            if (rows != null) {
                violations.add(rows);
            }
        }
        if (!violations.isEmpty()) {
            throw Refusal.invalid(said(violations));
        }
        return ordered;
    }

    private @Nullable String rows(List<HostTensor> inputs) {
        if (!signature.hasRows()) {
            return null;
        }
        long rows = inputs.getFirst().rows();
        for (HostTensor input : inputs) {
            if (input.rows() != rows) {
                return "input \"" + input.name() + "\" has " + input.rows() + " rows but \""
                        + inputs.getFirst().name() + "\" has " + rows;
            }
        }
        return rows >= 1 && rows <= maxRows ? null : rows + " rows; a request must have 1 to " + maxRows;
    }

    private static String said(List<String> violations) {
        String said = String.join("; ", violations.subList(0, Math.min(MAX_SAID, violations.size())));
        return violations.size() > MAX_SAID ? said + "; and " + (violations.size() - MAX_SAID) + " more" : said;
    }

    private static String shown(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "..." : name;
    }

    /** Tensors that pass, where the bounds leave any; unknown dimensions are 1. */
    public List<HostTensor> example(int rows) {
        return rules.stream().map(rule -> rule.example(rows)).toList();
    }
}
