package dev.kerasguard.operator.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells two versions of an object apart by a short text that fits into an annotation. */
public final class Checksum {

    private static final ObjectMapper SORTED =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();
    private static final int BYTES = 16;

    private Checksum() {}

    /** The first half of the text's SHA-256, in hexadecimal. */
    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The checksum of an object's JSON, whatever the order of its keys. */
    public static String ofObject(Object object) {
        try {
            return of(SORTED.writeValueAsString(KUBERNETES.unmarshal(KUBERNETES.asJson(object), Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read can be written", e);
        }
    }
}
