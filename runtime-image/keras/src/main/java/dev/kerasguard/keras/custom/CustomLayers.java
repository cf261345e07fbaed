package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which of the owner's own layers may be built, and by whom: a registered name must be allowed, and exactly one
 * {@link CustomLayerBuilder} must be there for it.
 */
public final class CustomLayers {

    /** Allows none, and looks for none. */
    public static final CustomLayers NONE = new CustomLayers(Set.of(), List.of(), List.of());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}>[A-Za-z_][A-Za-z0-9_]{0,99}");

    private final Set<String> allowed;
    private final List<CustomLayerBuilder> builders;
    private final List<String> broken;

    private CustomLayers(Set<String> allowed, List<CustomLayerBuilder> builders, List<String> broken) {
        this.allowed = allowed;
        this.builders = builders;
        this.broken = broken;
    }

    /**
     * Allows layers whose builders are on a class path; when no name is allowed, no class is looked for.
     *
     * @param registeredNames such as {@code acme>GatedDense}
     * @param classPath where the builders are
     * @throws IllegalArgumentException when a name is not a package, {@code >} and a class
     */
    public static CustomLayers allow(Collection<String> registeredNames, ClassLoader classPath) {
        for (String each : registeredNames) {
            if (!NAME.matcher(each).matches()) {
                throw new IllegalArgumentException("\"" + each
                        + "\" is no registered name; write package>Class, such as acme>GatedDense, as Python registered"
                        + " it");
            }
        }
        return registeredNames.isEmpty() ? NONE : found(new TreeSet<>(registeredNames), classPath);
    }

    /**
     * Allows layers whose builders are in the jars of a folder, or on the class path of this class.
     *
     * @param registeredNames such as {@code acme>GatedDense}
     * @param folder is looked at only when a name is allowed; it need not be there
     * @throws IOException when the folder cannot be read
     */
    public static CustomLayers allow(Collection<String> registeredNames, Path folder) throws IOException {
        List<URL> jars = new ArrayList<>();
        if (!registeredNames.isEmpty() && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path each : files) {
                    jars.add(each.toUri().toURL());
                }
            }
        }
        // Stays open: layers of its jars live as long as the loader of models does.
        ClassLoader own = CustomLayers.class.getClassLoader();
        return allow(registeredNames, new URLClassLoader("custom layers", jars.toArray(URL[]::new), own));
    }

    private static CustomLayers found(Set<String> names, ClassLoader classPath) {
        List<CustomLayerBuilder> builders = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        var services = ServiceLoader.load(CustomLayerBuilder.class, classPath).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new CustomLayers(Set.copyOf(names), List.copyOf(builders), List.copyOf(broken));
                }
                builders.add(services.next());
            } catch (ServiceConfigurationError e) {
                // One broken jar takes nothing from the layers of others; who needs it hears of it.
                broken.add(String.valueOf(e.getMessage()));
                if (broken.size() > 100) {
                    return new CustomLayers(Set.copyOf(names), List.copyOf(builders), List.copyOf(broken));
                }
            }
        }
    }

    /** Whether a registered name is allowed. */
    public boolean allows(String registeredName) {
        return allowed.contains(registeredName);
    }

    /** Whether a builder is there for a registered name that is allowed. */
    public boolean has(String registeredName) {
        return allows(registeredName)
                && builders.stream().anyMatch(each -> each.registeredName().equals(registeredName));
    }

    /**
     * Reads the settings of a layer that is none of Keras' own.
     *
     * @throws ModelRefusedException when it is not allowed, has no builder, or its builder refuses it or fails
     */
    public LayerBuilder read(KerasObject object, LayerCatalog catalog) throws ModelRefusedException {
        String name = object.registeredName();
        if (!allowed.contains(name)) {
            throw object.refused("is not among the layers and operations");
        }
        List<CustomLayerBuilder> all = builders.stream()
                .filter(each -> each.registeredName().equals(name))
                .toList();
        if (all.size() != 1) {
            throw RefusalRule.CUSTOM_OBJECT.at(
                    object.place(),
                    "the custom layer " + name + " is allowed, and "
                            + (all.isEmpty()
                                    ? "no builder is there for it" + because()
                                            + "; add the jar with its CustomLayerBuilder to"
                                            + " the runtime's image, or export as SavedModel with model.export()"
                                    : all.size() + " builders are there for it: " + classes(all)
                                            + "; leave one in the runtime's image"));
        }
        CustomLayerBuilder builder = all.getFirst();
        try {
            return new BuiltLayer(builder, builder.read(new LayerConfig(object.config(), catalog)));
        } catch (RuntimeException e) {
            throw BuiltLayer.failed(object.place(), builder, e);
        }
    }

    private String because() {
        return broken.isEmpty() ? "" : " (" + String.join(", ", broken) + ")";
    }

    private static String classes(List<CustomLayerBuilder> builders) {
        return String.join(
                " and ",
                builders.stream().map(each -> each.getClass().getName()).toList());
    }
}
