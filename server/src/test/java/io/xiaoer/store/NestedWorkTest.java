package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ParameterizedClass
@EnumSource(Engine.class)
class NestedWorkTest {
  @Parameter Engine engine;
  @TempDir Path folder;

  @Test
  void workInsideWorkIsRefusedAtOnceAndTheNextOneGoesOn() {
    try (Database database = engine.desk(folder)) {
      assertRefused(() -> database.write(jdbc -> database.write(NestedWorkTest::one)));
      assertRefused(() -> database.write(jdbc -> database.read(NestedWorkTest::one)));
      assertRefused(() -> database.read(jdbc -> database.read(NestedWorkTest::one)));
      assertRefused(() -> database.read(jdbc -> database.write(NestedWorkTest::one)));
      assertThat(database.write(NestedWorkTest::one)).isEqualTo(1);
      assertThat(database.read(NestedWorkTest::one)).isEqualTo(1);
    }
  }

  private static int one(JdbcClient jdbc) {
    return jdbc.sql("SELECT 1").query(Integer.class).single();
  }

  private static void assertRefused(Runnable nested) {
    assertThatThrownBy(nested::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside a read or write");
  }
}
