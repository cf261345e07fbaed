package dev.kerasguard.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * One line of the reject list: a named pure function from a subject to violations.
 *
 * @param name what messages and metrics call it, such as {@code DigestRequired}
 * @param check finds what is wrong; finds nothing where a value that it needs is absent or malformed, as another rule
 *     says that
 * @param <S> what is judged: a {@link Candidate} or a policy
 */
public record Rule<S>(String name, Check<S> check) {

    /** Every violation of this rule. */
    List<Violation> violations(S subject) {
        return check.problems(subject)
                .map(problem -> new Violation(problem.field(), name, problem.message()))
                .toList();
    }

    /** Finds what is wrong with a subject. */
    @FunctionalInterface
    public interface Check<S> {
        /** What is wrong, in the order of the fields. */
        Stream<Problem> problems(S subject);
    }

    /**
     * A violation that has yet to learn its rule's name.
     *
     * @param field path of the field
     * @param message what is wrong and what would be right
     */
    public record Problem(String field, String message) {}
}
