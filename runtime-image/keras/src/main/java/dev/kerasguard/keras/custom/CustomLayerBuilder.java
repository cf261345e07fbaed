package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;

/**
 * Builds one registered class of the owner's own layers, which Keras would build by running Python.
 *
 * <p>Implementations are named in {@code META-INF/services/dev.kerasguard.keras.custom.CustomLayerBuilder} of a jar on
 * the class path, have a public constructor without parameters, and hold no state: one instance reads every layer of
 * the class, from any thread.
 */
public interface CustomLayerBuilder {

    /**
     * The name under which Python registered the class, such as {@code acme>GatedDense} for
     * {@code @keras.saving.register_keras_serializable(package="acme") class GatedDense}.
     */
    String registeredName();

    /**
     * Reads what the class' {@code get_config} wrote; called once for each layer, before anything is allocated.
     *
     * @param config its settings, from a file that may be hostile
     * @return what the layer does when it is called
     * @throws ModelRefusedException when a setting makes no sense or is not supported; see {@link LayerConfig#invalid}
     */
    CustomLayer read(LayerConfig config) throws ModelRefusedException;
}
