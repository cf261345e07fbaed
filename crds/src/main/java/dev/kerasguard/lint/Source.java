package dev.kerasguard.lint;

/**
 * One file to lint.
 *
 * @param file its name, as findings show it
 * @param yaml its text: YAML documents, or JSON
 */
public record Source(String file, String yaml) {}
