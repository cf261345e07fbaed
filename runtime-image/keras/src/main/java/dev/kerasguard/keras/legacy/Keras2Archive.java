package dev.kerasguard.keras.legacy;

import dev.kerasguard.keras.weights.StoredArray;
import dev.kerasguard.keras.weights.WeightFile;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What Keras 2 writes otherwise than Keras 3 into model.keras, beside its config. */
public final class Keras2Archive {

    /** The attributes of MultiHeadAttention, by which its weights are filed, were private. */
    private static final Pattern ATTENTION = Pattern.compile("/_(query|key|value|output)_dense/");

    private Keras2Archive() {}

    /** Whether Keras 2 wrote an archive. */
    public static boolean wrote(String kerasVersion) {
        return kerasVersion.startsWith("2.");
    }

    /** The weights by the paths that Keras 3 would have given them. */
    public static WeightFile inKeras3(WeightFile weights) {
        return weights instanceof WeightFile.ByPath(String name, Map<String, StoredArray> arrays)
                ? new WeightFile.ByPath(name, renamed(arrays))
                : weights;
    }

    private static Map<String, StoredArray> renamed(Map<String, StoredArray> arrays) {
        Map<String, StoredArray> renamed = new HashMap<>(arrays);
        arrays.forEach((path, array) -> {
            String plain = ATTENTION.matcher(path).replaceAll("/$1_dense/");
            if (!plain.equals(path) && renamed.putIfAbsent(plain, array) == null) {
                renamed.remove(path);
            }
        });
        return renamed;
    }
}
