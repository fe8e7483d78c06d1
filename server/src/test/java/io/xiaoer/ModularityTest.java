package io.xiaoer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(
              location -> !location.contains("/sdk/") && !location.contains("xiaoer-sdk"))
          .importPackages("io.xiaoer");

  @Test
  void featuresUseEachOtherOneWayAndThroughTheirDoorsOnly() {
    ApplicationModules.of(
            XiaoerApplication.class, resideInAnyPackage("io.xiaoer.sdk..", "io.xiaoer.simulator.."))
        .verify();
  }

  @Test
  void onlyTheClockReadsTheWallClock() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.xiaoer.Wiring")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .because("tests turn the clock by hand")
        .check(CLASSES);
  }

  @Test
  void thePushPathKnowsNoFramework() {
    ArchRuleDefinition.noClasses()
        .that()
        .haveFullyQualifiedName("io.xiaoer.receive.PushServlet")
        .or()
        .haveFullyQualifiedName("io.xiaoer.inbox.LogWriter")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("nothing may stand between the bytes and the log")
        .check(CLASSES);
  }
}
