package dev.kerasguard.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Arrows between modules point one way: the table in docs/architecture.md, enforced. */
@AnalyzeClasses(packages = "dev.kerasguard", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRuleTest {

    /** Every module is on the class path: a rule over no classes would hold for anything. */
    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses all) {
        for (var root : new String[] {
            "api",
            "rules",
            "anomaly",
            "runtime.config",
            "keras",
            "fetch",
            "server",
            "webhook",
            "operator",
            "cli",
            "bench"
        }) {
            assertThat(all.stream()
                            .map(JavaClass::getPackageName)
                            .anyMatch(name -> (name + ".").startsWith("dev.kerasguard." + root + ".")))
                    .as("classes below dev.kerasguard.%s", root)
                    .isTrue();
        }
    }

    @ArchTest
    static final ArchRule modulesUseOnlyWhatTheTableAllows = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("crds")
            .definedBy("dev.kerasguard.api..", "dev.kerasguard.rules..")
            .layer("anomaly")
            .definedBy("dev.kerasguard.anomaly..")
            .layer("config")
            .definedBy("dev.kerasguard.runtime.config..")
            .layer("keras")
            .definedBy("dev.kerasguard.keras..")
            .layer("fetch")
            .definedBy("dev.kerasguard.fetch..")
            .layer("server")
            .definedBy("dev.kerasguard.server..")
            .layer("webhook")
            .definedBy("dev.kerasguard.webhook..")
            .layer("operator")
            .definedBy("dev.kerasguard.operator..")
            .layer("cli")
            .definedBy("dev.kerasguard.cli..")
            .layer("bench")
            .definedBy("dev.kerasguard.bench..")
            .whereLayer("crds")
            .mayNotAccessAnyLayer()
            .whereLayer("anomaly")
            .mayNotAccessAnyLayer()
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("keras")
            .mayNotAccessAnyLayer()
            .whereLayer("bench")
            .mayNotAccessAnyLayer()
            .whereLayer("fetch")
            .mayOnlyAccessLayers("config")
            .whereLayer("server")
            .mayOnlyAccessLayers("config", "keras")
            .whereLayer("webhook")
            .mayOnlyAccessLayers("crds")
            .whereLayer("operator")
            .mayOnlyAccessLayers("crds", "anomaly", "config")
            .whereLayer("cli")
            .mayOnlyAccessLayers("crds", "config", "keras", "fetch");

    @ArchTest
    static final ArchRule theApiKnowsNothingOfItsRules = noClasses()
            .that()
            .resideInAPackage("dev.kerasguard.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.kerasguard.rules..");

    /** A second engine must be possible without touching a layer. */
    @ArchTest
    static final ArchRule layersKnowNoEngine = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.kerasguard.keras.graph..",
                    "dev.kerasguard.keras.layers..",
                    "dev.kerasguard.keras.operations..",
                    "dev.kerasguard.keras.config..",
                    "dev.kerasguard.keras.vetting..",
                    "dev.kerasguard.keras.archive..",
                    "dev.kerasguard.keras.hdf5..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.tensorflow..", "dev.kerasguard.keras.tensorflow..");

    @ArchTest
    static final ArchRule theGraphKnowsNothingOfKerasFiles = noClasses()
            .that()
            .resideInAPackage("dev.kerasguard.keras.graph..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.kerasguard.keras.layers..",
                    "dev.kerasguard.keras.config..",
                    "dev.kerasguard.keras.assembly..",
                    "com.fasterxml..");

    @ArchTest
    static final ArchRule librariesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.kerasguard.api..",
                    "dev.kerasguard.rules..",
                    "dev.kerasguard.anomaly..",
                    "dev.kerasguard.runtime.config..",
                    "dev.kerasguard.keras..",
                    "dev.kerasguard.fetch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.javaoperatorsdk..", "io.vertx..", "jakarta..");

    @ArchTest
    static final ArchRule detectorsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("dev.kerasguard.anomaly..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "java.net..", "java.nio.file..");

    @ArchTest
    static final ArchRule desiredObjectsAreComputedWithoutAClient = noClasses()
            .that()
            .resideInAPackage("dev.kerasguard.operator.desired..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("KubernetesClient")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    @ArchTest
    static final ArchRule packagesOfAModuleHaveNoCycles =
            slices().matching("dev.kerasguard.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatAClassIsFor = classes()
            .should()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager");
}
