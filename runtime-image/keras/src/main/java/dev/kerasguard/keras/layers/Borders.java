package dev.kerasguard.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;

/**
 * How many rows and columns at each side of an image; Keras writes one number, two, or two pairs.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns before
 * @param right columns after
 */
record Borders(int top, int bottom, int left, int right) {

    private static final int MAX = 1 << 14;

    static Borders read(Settings settings, String key) throws ModelRefusedException {
        Window.requireChannelsLast(settings);
        JsonNode value = settings.find(key);
        if (value != null && value.isInt()) {
            return new Borders(size(settings, key, value), value.intValue(), value.intValue(), value.intValue());
        }
        List<JsonNode> sides = settings.array(key);
        if (sides.size() != 2) {
            throw settings.invalid(key, "must be one number, two, or two pairs");
        }
        JsonNode rows = sides.getFirst();
        JsonNode columns = sides.getLast();
        return new Borders(
                size(settings, key, side(rows, 0)),
                size(settings, key, side(rows, 1)),
                size(settings, key, side(columns, 0)),
                size(settings, key, side(columns, 1)));
    }

    private static JsonNode side(JsonNode pair, int index) {
        return pair.isArray() ? pair.path(index) : pair;
    }

    private static int size(Settings settings, String key, JsonNode value) throws ModelRefusedException {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MAX) {
            throw settings.invalid(key, "must be whole numbers from 0 to " + MAX);
        }
        return value.intValue();
    }
}
