package dev.targetnode.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.typesafe.config.ConfigFactory;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;

/** The house as docs/ARCHITECTURE.md draws it. */
@AnalyzeClasses(packages = "dev.targetnode", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PURE = {
        "dev.targetnode.core.auth..",
        "dev.targetnode.core.scsi..",
        "dev.targetnode.iscsi.pdu..",
        "dev.targetnode.iscsi.login.."
    };
    private static final String[] ON_LOOPS = {
        "dev.targetnode.core..", "dev.targetnode.iscsi..", "dev.targetnode.backstore.."
    };
    private static final String NODE = "dev.targetnode.node..";

    @ArchTest
    static final ArchRule ARROWS_BETWEEN_MODULES = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("actor-core")
            .definedBy("dev.targetnode.core..")
            .layer("iscsi-stream")
            .definedBy("dev.targetnode.iscsi..")
            .layer("backstore")
            .definedBy("dev.targetnode.backstore..")
            .layer("cluster-mgmt")
            .definedBy("dev.targetnode.mgmt..")
            .layer("target-node")
            .definedBy(NODE)
            .whereLayer("target-node")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("iscsi-stream")
            .mayOnlyBeAccessedByLayers("target-node")
            .whereLayer("backstore")
            .mayOnlyBeAccessedByLayers("target-node")
            .whereLayer("cluster-mgmt")
            .mayOnlyBeAccessedByLayers("target-node")
            .whereLayer("actor-core")
            .mayOnlyBeAccessedByLayers("iscsi-stream", "backstore", "cluster-mgmt", "target-node");

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
            slices().matching("dev.targetnode.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NEITHER_ACTORS_NOR_CHANNELS = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "scala..", "io.netty.channel..");

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NO_TIME_AND_NO_CHANCE = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callConstructor(Random.class);

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_LOADS_SETTINGS = noClasses()
            .that()
            .resideOutsideOfPackage(NODE)
            .should()
            .callMethodWhere(calls(ConfigFactory.class.getName(), "load"));

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_MAKES_ACTOR_SYSTEMS = noClasses()
            .that()
            .resideOutsideOfPackage(NODE)
            .should()
            .callMethodWhere(calls("org.apache.pekko.actor.typed.ActorSystem", "create"))
            .orShould()
            .callMethodWhere(calls("org.apache.pekko.actor.ActorSystem", "create"));

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_ENDS_THE_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage(NODE)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethodWhere(calls(Runtime.class.getName(), "halt"))
            .orShould()
            .callMethodWhere(calls(Runtime.class.getName(), "exit"));

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackage(NODE)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethodWhere(calls(Throwable.class.getName(), "printStackTrace"));

    @ArchTest
    static final ArchRule NOTHING_WAITS_WHERE_A_LOOP_MAY_RUN = noClasses()
            .that()
            .resideInAnyPackage(ON_LOOPS)
            .should()
            .callMethodWhere(calls(Thread.class.getName(), "sleep"))
            .orShould()
            .callMethodWhere(calls(CompletableFuture.class.getName(), "get"))
            .orShould()
            .callMethodWhere(calls(CompletableFuture.class.getName(), "join"))
            .orShould()
            .callMethodWhere(calls(Future.class.getName(), "get"))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("scala.concurrent.Await");

    @ArchTest
    static final ArchRule NO_SYNCHRONIZED_METHODS_WHERE_A_LOOP_MAY_RUN = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(ON_LOOPS)
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule FILES_ARE_TOUCHED_BY_BACKSTORES_AND_THE_PROGRAM_ONLY = noClasses()
            .that()
            .resideInAnyPackage("dev.targetnode.iscsi..", "dev.targetnode.core.scsi..", "dev.targetnode.mgmt..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.channels.FileChannel")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File|RandomAccessFile|FileInputStream|FileOutputStream)");

    @ArchTest
    static final ArchRule NOTHING_THROWS_BARE_EXCEPTIONS = noClasses()
            .should()
            .callConstructor(RuntimeException.class, String.class)
            .orShould()
            .callConstructor(RuntimeException.class)
            .orShould()
            .callConstructor(RuntimeException.class, String.class, Throwable.class)
            .orShould()
            .callConstructor(RuntimeException.class, Throwable.class);

    @ArchTest
    static final ArchRule ACTORS_ARE_MADE_BY_THEIR_CREATE = classes()
            .that(simpleNameEndingWith("Actor").and(resideInAPackage("dev.targetnode..")))
            .should()
            .haveModifier(JavaModifier.FINAL)
            .andShould()
            .haveOnlyPrivateConstructors()
            .andShould(haveStaticCreateReturningBehavior());

    @ArchTest
    static final ArchRule COMMANDS_ARE_SEALED_OVER_RECORDS_AND_ENUMS = classes()
            .that(DescribedPredicate.describe(
                    "are nested and named Command",
                    (JavaClass type) -> type.getSimpleName().equals("Command")
                            && type.getEnclosingClass().isPresent()))
            .should(beSealedOverRecordsAndEnumsOfTheSameClass());

    @ArchTest
    static final ArchRule LOGGERS_ARE_PRIVATE_CONSTANTS = fields().that()
            .haveRawType(Logger.class)
            .should()
            .bePrivate()
            .andShould()
            .beStatic()
            .andShould()
            .beFinal();

    private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getName().equals(method)
                        && call.getTargetOwner().getFullName().equals(owner));
    }

    private static ArchCondition<JavaClass> haveStaticCreateReturningBehavior() {
        return new ArchCondition<>("have a static create that returns a Behavior") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean found = type.getMethods().stream()
                        .anyMatch(method -> method.getName().equals("create")
                                && method.getModifiers().contains(JavaModifier.STATIC)
                                && method.getRawReturnType().getName().equals("org.apache.pekko.actor.typed.Behavior"));
                events.add(new SimpleConditionEvent(type, found, type.getName() + " has no static create"));
            }
        };
    }

    private static ArchCondition<JavaClass> beSealedOverRecordsAndEnumsOfTheSameClass() {
        return new ArchCondition<>("be sealed over records and enums of the same class") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Class<?> command = type.reflect();
                events.add(new SimpleConditionEvent(type, command.isSealed(), type.getName() + " is not sealed"));
                if (!command.isSealed()) {
                    return;
                }
                for (Class<?> message : command.getPermittedSubclasses()) {
                    boolean fits = (message.isRecord() || message.isEnum() || message.isInterface())
                            && command.getEnclosingClass().equals(message.getEnclosingClass());
                    events.add(new SimpleConditionEvent(type, fits, message.getName() + " is no record of its actor"));
                }
            }
        };
    }
}
