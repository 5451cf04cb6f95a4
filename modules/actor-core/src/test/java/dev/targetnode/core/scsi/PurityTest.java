package dev.targetnode.core.scsi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.targetnode.core.scsi", importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
    @ArchTest
    static final ArchRule KNOWS_NO_ACTORS_CHANNELS_OR_CONFIGURATION = noClasses()
            .that()
            .resideInAPackage("dev.targetnode.core.scsi")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.pekko..",
                    "scala..",
                    "io.netty.channel..",
                    "com.typesafe..",
                    "org.slf4j..",
                    "java.net..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.util.concurrent..",
                    "java.time..",
                    "dev.targetnode.core.loop..",
                    "dev.targetnode.core.memory..",
                    "dev.targetnode.core.target..");

    @ArchTest
    static final ArchRule READS_NO_CLOCK = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
