package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.layers.Assets;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The vocabularies in a model's files; no other asset is ever read. */
final class KerasAssets {

    /** Of all vocabularies together: some five million words. */
    private static final long MAX_BYTES = 48L << 20;

    private static final Pattern VOCABULARY = Pattern.compile("assets(/[A-Za-z0-9_]{1,200}){1,40}/vocabulary\\.txt");

    private KerasAssets() {}

    static boolean isVocabulary(String name) {
        return VOCABULARY.matcher(name).matches();
    }

    static Assets read(ModelMembers members) throws ModelRefusedException, IOException {
        Map<String, byte[]> found = new HashMap<>();
        long left = MAX_BYTES;
        for (String name : members.vocabularies()) {
            if (left <= 0) {
                throw RefusalRule.MODEL_TOO_LARGE.at(
                        name,
                        "all vocabularies together have more than " + MAX_BYTES + " bytes, which is the limit; shorten"
                                + " them, or look tokens up before the model");
            }
            byte[] content = KerasArchive.bytes(members, name, left);
            left -= content.length;
            found.put(name, content);
        }
        return found::get;
    }
}
