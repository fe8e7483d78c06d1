package io.xiaoer.sdk;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.xiaoer.sdk.push.PushReceiver;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses SDK =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.xiaoer.sdk");

  @Test
  void noPackageKnowsOneThatKnowsIt() {
    slices().matching("io.xiaoer.sdk.(*)..").should().beFreeOfCycles().check(SDK);
  }

  @Test
  void theEventKnowsNeitherPushNorApiAndTheyDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..event..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..sdk.push..", "..sdk.api..")
        .check(SDK);
    noClasses()
        .that()
        .resideInAPackage("..push..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..sdk.api..")
        .check(SDK);
    noClasses()
        .that()
        .resideInAPackage("..api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..sdk.push..")
        .check(SDK);
  }

  @Test
  void nothingIsNeededButTheJdkJspecifyAndTheJsonStream() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.xiaoer.sdk..",
            "java..",
            "javax.crypto..",
            "javax.net.ssl..",
            "javax.xml..",
            "org.jspecify.annotations..",
            "tools.jackson.core..")
        .check(SDK);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson.databind..")
        .check(SDK);
  }

  @Test
  void nobodyLooksAtTheClockOnTheWall() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(SDK);
    noClasses().should().callMethodWhere(target(name("now"))).check(SDK);
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(assignableTo(InstantSource.class)))
                .and(target(nameMatching("(system|tick).*"))))
        .check(SDK);
    noClasses().should().callConstructor(Date.class).check(SDK);
  }

  @Test
  void nothingIsKeptByThread() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(SDK);
  }

  @Test
  void programsOnJava17CanLoadEveryClass() throws IOException, URISyntaxException {
    Path classes =
        Path.of(PushReceiver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertThat(found).hasSizeGreaterThan(30);
      for (Path file : found) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
          assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
          in.readUnsignedShort();
          assertThat(in.readUnsignedShort()).as("%s", file.getFileName()).isEqualTo(61);
        }
      }
    }
  }
}
