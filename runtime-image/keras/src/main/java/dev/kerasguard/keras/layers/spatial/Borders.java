package dev.kerasguard.keras.layers.spatial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many elements there are before and after each dimension: Keras writes one number, one for each dimension, or a
 * pair for each dimension.
 *
 * @param before elements before each dimension
 * @param after elements after each dimension
 */
public record Borders(List<Integer> before, List<Integer> after) {

    private static final int MAX = 1 << 20;

    public Borders {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Reads the borders of so many dimensions. */
    public static Borders read(Settings settings, String key, int rank) throws ModelRefusedException {
        JsonNode value = settings.find(key);
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            JsonNode side = side(settings, key, value, i, rank);
            before.add(size(settings, key, side.isArray() ? side.path(0) : side));
            after.add(size(settings, key, side.isArray() ? side.path(1) : side));
        }
        return new Borders(before, after);
    }

    /** The number or the pair of one dimension; that of a line may be written without the list around it. */
    private static JsonNode side(Settings settings, String key, @Nullable JsonNode value, int dimension, int rank)
            throws ModelRefusedException {
        if (value == null) {
            throw settings.invalid(key, "must be there");
        }
        JsonNode side = !value.isArray() || (rank == 1 && value.size() == 2) ? value : value.path(dimension);
        boolean fits =
                (!value.isArray() || value.size() == (rank == 1 ? 2 : rank)) && (!side.isArray() || side.size() == 2);
        if (!fits) {
            throw settings.invalid(key, "must be one number, or a number or a pair for each dimension");
        }
        return side;
    }

    private static int size(Settings settings, String key, JsonNode value) throws ModelRefusedException {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MAX) {
            throw settings.invalid(key, "must be whole numbers from 0 to " + MAX);
        }
        return value.intValue();
    }
}
