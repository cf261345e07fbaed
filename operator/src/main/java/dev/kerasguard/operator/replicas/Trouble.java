package dev.kerasguard.operator.replicas;

import dev.kerasguard.operator.status.Reason;

/**
 * Why a replica does not come up.
 *
 * @param reason for machines
 * @param message for people: what is wrong and what would be right
 */
public record Trouble(Reason reason, String message) {}
