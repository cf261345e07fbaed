package dev.kerasguard.keras.custom;

/** Builders as nobody should write them. */
public final class BrokenBuilders {

    private BrokenBuilders() {}

    /** A second one for a class that has one. */
    public static final class Second implements CustomLayerBuilder {
        @Override
        public String registeredName() {
            return "acme>GatedDense";
        }

        @Override
        public CustomLayer read(LayerConfig config) {
            return call -> call.inputs().getFirst();
        }
    }

    /** One that fails as it reads. */
    public static final class FailsToRead implements CustomLayerBuilder {
        @Override
        public String registeredName() {
            return "acme>GatedDense";
        }

        @Override
        public CustomLayer read(LayerConfig config) {
            throw new IllegalStateException("nobody has tested this");
        }
    }

    /** One whose layer fails as it is called. */
    public static final class FailsToBuild implements CustomLayerBuilder {
        @Override
        public String registeredName() {
            return "acme>GatedDense";
        }

        @Override
        public CustomLayer read(LayerConfig config) {
            return call -> call.inputs().get(1);
        }
    }
}
