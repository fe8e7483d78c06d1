package io.xiaoer.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The short form: whatever happens at the desk, pushes are acknowledged. How fast is said by the
 * long form, {@code e2e/attack}, on a machine that has nothing else to do.
 */
@Tag("alone")
class AttackTest {
  private static final int PER_SECOND = 20;
  private static final Duration LASTS = Duration.ofSeconds(4);
  private static final int MANY_MAX = 1_000;

  @TempDir static Path folder;
  private static Siege siege;

  @BeforeAll
  static void start() throws IOException {
    siege = new Siege(folder, ServerImage.quick(), PER_SECOND);
    siege.calm(LASTS);
  }

  @AfterAll
  static void stop() {
    siege.close();
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void everyPushIsAcknowledgedDuring(Attack attack) {
    SteadyPushes.Outcome outcome = siege.under(attack, Math.min(attack.many, MANY_MAX), LASTS);

    assertThat(outcome.failed()).isEmpty();
    assertThat(siege.server().isAlive()).isTrue();
    assertThat(siege.server().output()).doesNotContain("OutOfMemoryError", "StackOverflowError");
  }
}
