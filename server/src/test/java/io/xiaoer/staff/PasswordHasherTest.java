package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Soon;
import io.xiaoer.staff.PasswordHasher.Compared;
import io.xiaoer.staff.PasswordHasher.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordHasherTest {
  /** The weakest there is: these tests count hashes and do not resist anybody. */
  private static final PasswordEncoder FAST = new BCryptPasswordEncoder(4);

  private static final String PASSWORD = "a few words in a row";

  private final LoginLimit limit = new LoginLimit(() -> Instant.EPOCH);

  @Test
  void anUnknownNameIsComparedWithAHashThatIsAsSlowAsAnybodys() {
    try (PasswordHasher hasher = new PasswordHasher()) {
      String fresh = hasher.hash(PASSWORD).orElseThrow();
      assertThat(PasswordHasher.NOBODYS_HASH)
          .hasSameSizeAs(fresh)
          .startsWith(fresh.substring(0, 7));
      assertThat(compare(hasher, "nobody", PASSWORD, Optional.empty())).isEqualTo(Compared.WRONG);
      assertThat(compare(hasher, "nobody", "", Optional.empty())).isEqualTo(Compared.WRONG);
      assertThat(compare(hasher, "li", PASSWORD, Optional.of(fresh))).isEqualTo(Compared.RIGHT);
    }
  }

  @Test
  void sixtyRightPasswordsAtOnceFromOneAddressAreAllTaken() throws Exception {
    try (PasswordHasher hasher = new PasswordHasher(FAST)) {
      Optional<String> hash = hasher.hash(PASSWORD);
      assertThat(together(60, i -> compare(hasher, "agent" + i, PASSWORD, hash)))
          .containsOnly(Compared.RIGHT)
          .hasSize(60);
      assertThat(together(60, i -> compare(hasher, "agent", PASSWORD, hash)))
          .as("also under one name")
          .containsOnly(Compared.RIGHT);
    }
  }

  @Test
  void ofFourHundredWrongPasswordsFromOneAddressThirtyAreLookedAt() throws Exception {
    try (PasswordHasher hasher = new PasswordHasher(FAST)) {
      Optional<String> hash = hasher.hash(PASSWORD);
      List<Compared> compared = together(400, i -> compare(hasher, "agent" + i, "wrong", hash));
      assertThat(Collections.frequency(compared, Compared.WRONG)).isLessThanOrEqualTo(30);
      assertThat(compared).doesNotContain(Compared.RIGHT);
      assertThat(compare(hasher, "another", PASSWORD, hash)).isEqualTo(Compared.THROTTLED);
    }
  }

  @Test
  void whoIsOneTooManyIsRefusedAtOnceAndTheKnownAreServedFirst() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<String> hashed = new CopyOnWriteArrayList<>();
    try (PasswordHasher hasher =
            new PasswordHasher(
                new PasswordEncoder() {
                  @Override
                  public String encode(@Nullable CharSequence password) {
                    throw new AssertionError("not asked for");
                  }

                  @Override
                  public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
                    await(open);
                    hashed.add(Thread.currentThread().getName() + " " + password);
                    return true;
                  }
                });
        ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Compared>> waiting = new ArrayList<>();
      for (int i = 0; i < PasswordHasher.QUEUE_MAX; i++) {
        String name = "stranger" + i;
        waiting.add(people.submit(() -> compare(hasher, name, "s", Optional.of("hash"))));
      }
      Soon.await().until(() -> hasher.waiting(Priority.STRANGER) == PasswordHasher.QUEUE_MAX);
      assertThat(compare(hasher, "late", "s", Optional.of("hash"))).isEqualTo(Compared.BUSY);
      Future<Compared> known =
          people.submit(() ->
              hasher.compare("k", Optional.of("hash"), Priority.KNOWN, limit.byDevice("browser")));
      Soon.await().until(() -> hasher.waiting(Priority.KNOWN) == 1);
      open.countDown();
      assertThat(known.get()).isEqualTo(Compared.RIGHT);
      for (Future<Compared> one : waiting) {
        assertThat(one.get()).isEqualTo(Compared.RIGHT);
      }
      assertThat(hashed).allSatisfy(line -> assertThat(line).startsWith("password-hash "));
      assertThat(hashed.indexOf("password-hash k"))
          .as("at most one stranger was being served already")
          .isLessThanOrEqualTo(1);
    }
  }

  private Compared compare(
      PasswordHasher hasher, String name, String password, Optional<String> hash) {
    return hasher.compare(password, hash, Priority.STRANGER, limit.byStranger(name, "203.0.113.7"));
  }

  private interface Try {
    Compared of(int number);
  }

  /** At most as many at once as may wait, so that none of them is turned away for that. */
  private static List<Compared> together(int times, Try one) throws Exception {
    try (ExecutorService people = Executors.newFixedThreadPool(PasswordHasher.QUEUE_MAX)) {
      List<Callable<Compared>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        all.add(() -> one.of(number));
      }
      List<Compared> compared = new ArrayList<>();
      for (Future<Compared> done : people.invokeAll(all)) {
        compared.add(done.get());
      }
      return compared;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
