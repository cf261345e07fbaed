package dev.kerasguard.lint;

import dev.kerasguard.rules.Violation;

/**
 * What is wrong with one resource of a file.
 *
 * @param file the name that the {@link Source} has
 * @param document which YAML document of the file, counted from 1
 * @param resource kind and name, such as {@code KerasInferenceService/digits}; empty: not readable as a resource
 * @param violation where in the resource, and what; the field is empty when the document cannot be read
 */
public record Finding(String file, int document, String resource, Violation violation) {}
