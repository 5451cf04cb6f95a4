package dev.targetnode.iscsi.pdu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.targetnode.iscsi.pdu", importOptions = DoNotIncludeTests.class)
class PduArchitectureTest {
    @ArchTest
    static final ArchRule PDUS_ARE_VALUES_AND_FUNCTIONS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.targetnode.iscsi.pdu", "io.netty.buffer", "java..", "org.jspecify.annotations");
}
