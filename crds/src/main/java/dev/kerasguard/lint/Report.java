package dev.kerasguard.lint;

import java.util.List;

/**
 * What came of looking at files.
 *
 * @param findings all that is wrong, file by file in the given order
 * @param skipped how many documents say nothing that counts here: they are of another kind, or none at all
 */
public record Report(List<Finding> findings, int skipped) {}
