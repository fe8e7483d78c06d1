package io.xiaoer.suggest;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The optional model: a folder of jars in a class loader of its own, so that nothing of it is on
 * the server's class path or in its jar. Nothing is loaded before it is first asked for. Where it
 * is not configured or cannot be loaded, words are compared instead.
 *
 * <p>It works in one thread of its own: a call into native code holds the thread it is made in, and
 * those of requests also carry the pushes.
 */
final class MeaningModel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MeaningModel.class);

  private static final String CLASS = "io.xiaoer.embedding.BgeSmallZh";

  /** A busy machine takes some hundred milliseconds; who waits longer is better shown nothing. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  /** So many of its likest lines say how much a text is like small talk. */
  private static final int TALK_NEAREST = 3;

  private static final Map<Path, Loaded> LOADED = new HashMap<>();

  private final @Nullable Path folder;
  private final ExecutorService thread;
  private volatile @Nullable Loaded loaded;
  private volatile boolean failed;

  /** {@code folder}: null where there is none. */
  MeaningModel(@Nullable Path folder) {
    this.folder = folder;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("meaning-model").daemon().factory());
  }

  private record Loaded(
      String name, Function<String, float[]> model, List<MeaningVector> smallTalk) {

    MeaningVector vector(String text) {
      MeaningVector vector = MeaningVector.of(model.apply(text));
      double[] likeness = smallTalk.stream().mapToDouble(vector::cosine).sorted().toArray();
      return vector.withTalk(
          Arrays.stream(likeness, Math.max(0, likeness.length - TALK_NEAREST), likeness.length)
              .average()
              .orElse(0));
    }
  }

  /** Whether there is one, or may be as soon as it is loaded. */
  boolean isConfigured() {
    return folder != null && !failed;
  }

  /** Its name once it is loaded. */
  Optional<String> name() {
    return Optional.ofNullable(loaded).map(Loaded::name);
  }

  /** Loads it if that has not been tried; takes seconds, and is for who has time. */
  synchronized void load() throws InterruptedException {
    Path jars = folder;
    if (jars == null || failed || loaded != null) {
      return;
    }
    long began = System.nanoTime();
    try {
      Loaded done = thread.submit(() -> once(jars)).get();
      loaded = done;
      log.info(
          "suggestions: the model {} is loaded from {} after {} ms",
          done.name,
          jars,
          Duration.ofNanos(System.nanoTime() - began).toMillis());
    } catch (ExecutionException e) {
      failed = true;
      log.warn(
          "suggestions: no model can be loaded from {}, words are compared instead",
          jars,
          e.getCause());
    }
  }

  /**
   * A native library belongs to one class loader for as long as the process lives, so a folder is
   * loaded once and stays.
   */
  private static Loaded once(Path folder) throws Exception {
    synchronized (LOADED) {
      Loaded before = LOADED.get(folder);
      if (before != null) {
        return before;
      }
      Loaded now = load(folder);
      LOADED.put(folder, now);
      return now;
    }
  }

  @SuppressWarnings("unchecked") // As the part says of itself; what it gives is looked at.
  private static Loaded load(Path folder) throws IOException, ReflectiveOperationException {
    @SuppressWarnings("resource") // Classes come from it later, too.
    URLClassLoader loader =
        new URLClassLoader("meaning-model", urls(folder), ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Function<String, float[]> model =
          (Function<String, float[]>)
              loader.loadClass(CLASS).getDeclaredConstructor().newInstance();
      List<MeaningVector> smallTalk =
          smallTalk().stream().map(line -> MeaningVector.of(model.apply(line))).toList();
      return new Loaded(model.toString(), model, smallTalk);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What people write to shops and no answer of a shop would help. */
  private static List<String> smallTalk() throws IOException {
    try (InputStream file = MeaningModel.class.getResourceAsStream("/suggest/small-talk.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }

  private static URL[] urls(Path folder) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = jars.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IOException(e);
      }
    }
    return urls;
  }

  /** Empty where it is not loaded, or does not answer in time. */
  Optional<MeaningVector> vector(String text) throws InterruptedException {
    Loaded ready = loaded;
    if (ready == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          thread
              .submit(() -> ready.vector(text))
              .get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      // Not the text, which the cause may have.
      throw new IllegalStateException("the model failed", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
