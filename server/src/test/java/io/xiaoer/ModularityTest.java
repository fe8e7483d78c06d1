package io.xiaoer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
  /** All of the server's own; read once for all tests of the structure. */
  static final JavaClasses CLASSES =
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
  void passwordsAreHashedOnTheirOwnThreadOnly() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.xiaoer.staff.PasswordHasher")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.security.crypto..")
        .because("a hash takes a core for 80 ms, and pushes are acknowledged on the same cores")
        .check(CLASSES);
  }

  @Test
  void thePushPathKnowsNoFramework() {
    ArchRuleDefinition.noClasses()
        .that()
        .haveFullyQualifiedName("io.xiaoer.receive.PushServlet")
        .or()
        .haveFullyQualifiedName("io.xiaoer.log.LogWriter")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("nothing may stand between the bytes and the log")
        .check(CLASSES);
  }

  @Test
  void columnsAreReadByTheirNames() {
    ArchRuleDefinition.noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "a column is read by its position", ModularityTest::readsByPosition))
        .because("a column that is added to a SELECT must not shift what its reader gets")
        .check(CLASSES);
  }

  private static boolean readsByPosition(JavaMethodCall call) {
    MethodCallTarget getter = call.getTarget();
    List<JavaClass> parameters = getter.getRawParameterTypes();
    return getter.getOwner().isAssignableTo(ResultSet.class)
        && getter.getName().startsWith("get")
        && !parameters.isEmpty()
        && parameters.getFirst().isEquivalentTo(int.class);
  }
}
