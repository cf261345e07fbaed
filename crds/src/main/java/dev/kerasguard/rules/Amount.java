package dev.kerasguard.rules;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads Kubernetes quantities as plain numbers, so that rules can compare them. */
final class Amount {

    private Amount() {}

    /** The number of CPUs or bytes; null when the quantity is absent or malformed. */
    static @Nullable BigDecimal of(@Nullable Quantity quantity) {
        if (quantity == null || quantity.getAmount() == null) {
            return null;
        }
        try {
            return Quantity.getAmountInBytes(quantity);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    /** Whether both are well-formed and the first is the greater. */
    static boolean exceeds(@Nullable Quantity first, @Nullable Quantity second) {
        BigDecimal left = of(first);
        BigDecimal right = of(second);
        return left != null && right != null && left.compareTo(right) > 0;
    }
}
