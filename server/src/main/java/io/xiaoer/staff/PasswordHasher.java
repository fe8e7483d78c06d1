package io.xiaoer.staff;

import io.xiaoer.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes passwords, on a thread of its own and nowhere else. A hash takes some 80 ms of a core on
 * purpose; requests run on virtual threads whose carriers are the machine's cores, so a few hashes
 * on them would leave no core to the threads that acknowledge pushes. With one platform thread the
 * others always have the rest of the machine.
 *
 * <p>Who waits, waits in a short queue. At nine o'clock sixty people log in at once and the last of
 * them waits five seconds; beyond {@value #QUEUE_MAX} or after {@link #WAIT_MAX} the answer is "try
 * again later", without a hash. Browsers that have logged in before and people who are logged in
 * have a queue of their own that is served first, so that a flood of strangers does not keep them
 * out.
 */
final class PasswordHasher implements AutoCloseable {
  /** One: of two cores the other one is left to the pushes. */
  private static final int THREADS = 1;

  /** In each of both queues: the last of them waits some eight seconds. */
  static final int QUEUE_MAX = 100;

  /** The page gives a request up after 15 seconds. */
  static final Duration WAIT_MAX = Duration.ofSeconds(12);

  /** What the refused are asked to wait: by then the queue has been served. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** Slow for a guesser, hardly noticed by a person who logs in. */
  private static final int BCRYPT_STRENGTH = 11;

  /**
   * Compared with when there is nobody of a name, so that the answer takes as long as for one. Of a
   * password that was thrown away; written down, since each start would wait for a new one.
   */
  static final String NOBODYS_HASH = "$2a$11$brhM9Pfn1a3DMMNRgAGgyeq2xnI/JZoOe7jbU6NzB/DtyLjUUB9O6";

  /** BCrypt looks at no more; what is longer is hashed before, and its hash says so. */
  private static final int BCRYPT_BYTES = 72;

  private static final String LONG = "{long}";

  /** Whose turn comes first. */
  enum Priority {
    /** Is logged in, or was from this browser. */
    KNOWN,
    STRANGER
  }

  private final PasswordEncoder encoder;
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicInteger strangers = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new PriorityBlockingQueue<>(),
          Thread.ofPlatform().name("password-hash").daemon().factory());

  PasswordHasher() {
    this(new BCryptPasswordEncoder(BCRYPT_STRENGTH));
  }

  PasswordHasher(PasswordEncoder encoder) {
    this.encoder = encoder;
  }

  /** Empty when too many wait already. */
  Optional<String> hash(String password) {
    return run(Priority.KNOWN, () -> encode(password));
  }

  private String encode(String password) {
    return isLong(password)
        ? LONG + encoder.encode(shortened(password))
        : String.valueOf(encoder.encode(password));
  }

  private boolean matches(String password, String hash) {
    if (hash.startsWith(LONG)) {
      return encoder.matches(shortened(password), hash.substring(LONG.length()));
    }
    return encoder.matches(isLong(password) ? "" : password, hash);
  }

  private static boolean isLong(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES;
  }

  /** With words before it, so that it is no hash that is found in other lists. */
  private static String shortened(String password) {
    return Sha256.hex("a long password of xiaoer: " + password);
  }

  /** What a comparison came to. */
  enum Compared {
    RIGHT,
    WRONG,
    /** Not compared: the attempts before it have used up what may fail. */
    THROTTLED,
    /** Not compared: too many wait already. */
    BUSY
  }

  /** As slow as {@link #hash}; without a hash it takes as long and is wrong. */
  Compared compare(
      String password, Optional<String> hash, Priority priority, LoginLimit.Attempt attempt) {
    return run(priority, () -> compare(password, hash, attempt)).orElse(Compared.BUSY);
  }

  private Compared compare(String password, Optional<String> hash, LoginLimit.Attempt attempt) {
    if (!attempt.begin()) {
      return Compared.THROTTLED;
    }
    // A password too long to be anybody's is still compared, for the same time.
    boolean fits = Passwords.fits(password);
    boolean same = matches(fits ? password : "", hash.orElse(NOBODYS_HASH));
    if (same && fits && hash.isPresent()) {
      attempt.succeeded();
      return Compared.RIGHT;
    }
    return Compared.WRONG;
  }

  private <T> Optional<T> run(Priority priority, Supplier<T> work) {
    AtomicInteger waiting = counter(priority);
    if (waiting.incrementAndGet() > QUEUE_MAX) {
      waiting.decrementAndGet();
      return Optional.empty();
    }
    Job<T> job = new Job<>(priority, jobs.incrementAndGet(), work);
    try {
      threads.execute(job);
      return job.done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password was not hashed", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private AtomicInteger counter(Priority priority) {
    return switch (priority) {
      case KNOWN -> known;
      case STRANGER -> strangers;
    };
  }

  /** Also who is being served. */
  int waiting(Priority priority) {
    return counter(priority).get();
  }

  private static final class Job<T> implements Runnable, Comparable<Job<?>> {
    private final Priority priority;
    private final long number;
    private final Supplier<T> work;
    private final long queuedAt = System.nanoTime();
    final CompletableFuture<Optional<T>> done = new CompletableFuture<>();

    Job(Priority priority, long number, Supplier<T> work) {
      this.priority = priority;
      this.number = number;
      this.work = work;
    }

    @Override
    public void run() {
      try {
        boolean tooLate = System.nanoTime() - queuedAt > WAIT_MAX.toNanos();
        done.complete(tooLate ? Optional.empty() : Optional.of(work.get()));
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    }

    void refuse() {
      done.complete(Optional.empty());
    }

    @Override
    public int compareTo(Job<?> other) {
      int first = priority.compareTo(other.priority);
      return first == 0 ? Long.compare(number, other.number) : first;
    }
  }

  /** Who still waits is refused. */
  @Override
  public void close() {
    threads
        .shutdownNow()
        .forEach(waiting -> {
          if (waiting instanceof Job<?> job) {
            job.refuse();
          }
        });
  }
}
