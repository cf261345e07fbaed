package dev.kerasguard.rules;

/**
 * A value of an {@link EffectivePolicy} that remembers who set it.
 *
 * @param value what holds
 * @param source who says so, as a message names it: {@code policy "team-a"} or {@code the built-in policy}
 */
public record Setting<T>(T value, String source) {}
