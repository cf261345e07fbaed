"""Layers that do nothing when a model answers."""

from keras import layers

from cases import IMAGE, Case, chain


def cases():
    for layer, shape in (
        (layers.Dropout(0.5), IMAGE), (layers.GaussianDropout(0.5), IMAGE), (layers.GaussianNoise(1.0), IMAGE),
        (layers.AlphaDropout(0.5), IMAGE), (layers.ActivityRegularization(0.1), IMAGE),
        (layers.SpatialDropout1D(0.5), (5, 4)), (layers.SpatialDropout2D(0.5), IMAGE), (layers.SpatialDropout3D(0.5), (2, 3, 2, 4)),
    ):  # fmt: skip
        # Dense layers around, because a model that gives back its input shows nothing.
        model = chain(shape, layers.Dense(3), layer, layers.Dense(2))
        yield Case(f"regularization-{layer.__class__.__name__}", model, small=isinstance(layer, layers.Dropout))
    yield Case("regularization-noise-shape", chain((5, 4), layers.Dropout(0.5, noise_shape=(None, 1, 4)), layers.Dense(2)))
    yield Case("regularization-rate-0", chain((5,), layers.Dropout(0.0), layers.Dense(2)))
