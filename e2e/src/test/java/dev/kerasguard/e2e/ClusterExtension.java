package dev.kerasguard.e2e;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test class the cluster that {@code make cluster} made, and a namespace in it, which JUnit's store closes
 * after the last test.
 */
final class ClusterExtension implements BeforeAllCallback, ParameterResolver, TestExecutionExceptionHandler {

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        var kubeconfig = Path.of(System.getProperty("kerasguard.kubeconfig"));
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalStateException(kubeconfig + " is not there: run `make cluster deploy` first");
        }
        var client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                .build();
        var namespace = "e2e-"
                + context.getRequiredTestClass()
                        .getSimpleName()
                        .replaceAll("Test$", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT);
        Sandbox.delete(client, namespace);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("kerasguard.dev/e2e", "true")
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        context.getStore(STORE).put(Sandbox.class, new Sandbox(client, namespace, kubeconfig));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        var sandbox = sandbox(context);
        if (sandbox != null) {
            var name = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName();
            new FailureReport(sandbox).write(Path.of("target", "e2e-failures", name));
        }
        throw failure;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Sandbox.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var sandbox = sandbox(context);
        if (sandbox == null) {
            throw new IllegalStateException("no sandbox: beforeAll failed");
        }
        return sandbox;
    }

    private static @Nullable Sandbox sandbox(ExtensionContext context) {
        return context.getStore(STORE).get(Sandbox.class, Sandbox.class);
    }
}
