package io.xiaoer.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.xiaoer.simulator");

  private static final Set<String> WALL_CLOCKS =
      Set.of("now", "system", "systemUTC", "systemDefaultZone", "currentTimeMillis", "tick");

  @Test
  void nobodyAsksTheMachineForTheTimeOutsideTheClock() {
    DescribedPredicate<JavaMethodCall> wallClock =
        DescribedPredicate.describe(
            "the wall clock",
            call ->
                WALL_CLOCKS.contains(call.getName())
                    && (call.getTargetOwner().isAssignableTo(InstantSource.class)
                        || call.getTargetOwner().isAssignableTo(Clock.class)
                        || call.getTargetOwner().isEquivalentTo(Instant.class)
                        || call.getTargetOwner().isEquivalentTo(LocalDate.class)
                        || call.getTargetOwner().isEquivalentTo(LocalDateTime.class)
                        || call.getTargetOwner().isEquivalentTo(System.class)));
    noClasses()
        .that()
        .resideOutsideOfPackage("..simulator.clock")
        .should()
        .callMethodWhere(wallClock)
        .orShould()
        .callConstructor(Date.class)
        .check(CODE);
  }

  @Test
  void theSimulatorSharesNoCodeWithTheSdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.xiaoer.sdk..", "io.xiaoer.server..")
        .check(CODE);
  }

  @Test
  void theRoomsFormNoCircle() {
    slices().matching("io.xiaoer.simulator.(*)..").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void noRoomKnowsTheDoor() {
    noClasses()
        .that()
        .resideInAPackage("io.xiaoer.simulator.*")
        .and()
        .resideOutsideOfPackages("..simulator.junit", "..simulator.scenario")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.xiaoer.simulator")
        .check(CODE);
  }

  @Test
  void onlyTheHttpRoomKnowsJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..simulator.http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(CODE);
  }
}
