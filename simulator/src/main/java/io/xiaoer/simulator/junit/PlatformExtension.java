package io.xiaoer.simulator.junit;

import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.Settings;
import io.xiaoer.simulator.clock.HandTurnedClock;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method a fresh {@link Platform}, and its {@link HandTurnedClock} if the test asks
 * for one; closes both afterwards.
 *
 * <pre>{@code
 * @ExtendWith(PlatformExtension.class)
 * class MyDeskTest {
 *   @Test
 *   void comesBack(Platform platform, HandTurnedClock clock) { … }
 * }
 * }</pre>
 *
 * <p>A test that asks for no clock runs in real time.
 */
public final class PlatformExtension implements ParameterResolver {
  private static final Namespace ROOM = Namespace.create(PlatformExtension.class);
  private static final Instant START = Instant.parse("2026-01-05T02:00:00Z");

  /** For JUnit. */
  public PlatformExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return type == Platform.class || type == HandTurnedClock.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Store store = test.getStore(ROOM);
    boolean turned =
        Arrays.asList(parameter.getDeclaringExecutable().getParameterTypes())
            .contains(HandTurnedClock.class);
    if (parameter.getParameter().getType() == HandTurnedClock.class) {
      return clock(store);
    }
    return store.computeIfAbsent(
        Platform.class,
        key ->
            Platform.start(
                turned ? Settings.standard().withClock(clock(store)) : Settings.standard()),
        Platform.class);
  }

  private static HandTurnedClock clock(Store store) {
    return store.computeIfAbsent(
        HandTurnedClock.class, key -> HandTurnedClock.startingAt(START), HandTurnedClock.class);
  }
}
