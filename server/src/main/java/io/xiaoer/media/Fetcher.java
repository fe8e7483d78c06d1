package io.xiaoer.media;

import io.xiaoer.conversation.Changes;
import io.xiaoer.inbox.EventLog;
import io.xiaoer.inbox.LogEntry;
import io.xiaoer.media.FetchPolicy.Next;
import io.xiaoer.media.MediaItem.Origin;
import io.xiaoer.media.MediaTable.Fetch;
import io.xiaoer.sdk.api.DownloadLimits;
import io.xiaoer.sdk.api.DownloadOutcome;
import io.xiaoer.sdk.api.Downloads;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fetches what is due, a few at once.
 *
 * <p>An attempt is noted before it begins. A file is whole, synced and in its place before its row
 * says so. So a process may die anywhere: what it was fetching is due again, and what it had put in
 * place without a row is found there by its content or swept.
 */
final class Fetcher implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Fetcher.class);

  /** Enough to keep one slow file from holding up the others, few enough for a small server. */
  private static final int AT_ONCE_MAX = 8;

  /** Far more than the platform lets a shop send; what customers may send is not published. */
  static final long FILE_BYTES_MAX = 200L * 1024 * 1024;

  private static final DownloadLimits LIMITS =
      new DownloadLimits(FILE_BYTES_MAX, Duration.ofMinutes(5));

  /** What was refused may be allowed since the settings were changed, which takes a restart. */
  private static final Duration REFUSED_AGAIN = Duration.ofDays(14);

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration OFF_DUTY = Duration.ofSeconds(2);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);
  private static final Duration NO_SPACE_PAUSE = Duration.ofSeconds(10);
  private static final int STOP_SECONDS_MAX = 5;

  private final Database database;
  private final EventLog eventLog;
  private final MediaLibrary library;
  private final DiskReserve space;
  private final OrphanSweeper sweep;
  private final Seal seal;
  private final Shops shops;
  private final Downloads platformOnly;
  private final Downloads andThisMachine;
  private final List<PictureStored> listeners;
  private final ChangeFeed changeFeed;
  private final Lease lease;
  private final MediaMeters meters;
  private final InstantSource clock;
  private final Signal signal = new Signal();
  private final Set<MediaId> busy = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private boolean saidNoSpace;
  private @Nullable ExecutorService workers;

  /**
   * What is needed to fetch.
   *
   * @param platformOnly asks the platform's hosts
   * @param andThisMachine for shops whose platform is a simulator on this machine
   */
  record Means(
      Database database,
      EventLog eventLog,
      MediaLibrary library,
      DiskReserve space,
      OrphanSweeper sweep,
      Seal seal,
      Shops shops,
      Downloads platformOnly,
      Downloads andThisMachine,
      List<PictureStored> listeners,
      ChangeFeed changeFeed,
      Lease lease,
      MediaMeters meters,
      InstantSource clock) {}

  Fetcher(Means means, Bells bells) {
    this.database = means.database;
    this.eventLog = means.eventLog;
    this.library = means.library;
    this.space = means.space;
    this.sweep = means.sweep;
    this.seal = means.seal;
    this.shops = means.shops;
    this.platformOnly = means.platformOnly;
    this.andThisMachine = means.andThisMachine;
    this.listeners = List.copyOf(means.listeners);
    this.changeFeed = means.changeFeed;
    this.lease = means.lease;
    this.meters = means.meters;
    this.clock = means.clock;
    bells.onRing(Topic.MEDIA, _ -> signal.raise());
  }

  @Override
  public void start() {
    // Virtual threads, which a stop can also interrupt while they wait for a line.
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("media-fetch-", 1).factory());
    workers = executor;
    running = true;
    Thread.ofVirtual().name("media-fetcher").start(() -> run(executor));
  }

  @Override
  public void stop() {
    running = false;
    signal.raise();
    ExecutorService ending = workers;
    workers = null;
    if (ending == null) {
      return;
    }
    ending.shutdownNow(); // what is broken off is due again
    try {
      if (!ending.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.info("media: some fetches did not end in time; they are made again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run(ExecutorService executor) {
    boolean takenUp = false;
    while (running) {
      try {
        if (!lease.held()) {
          takenUp = false;
          lease.await(OFF_DUTY);
          continue;
        }
        if (!takenUp) {
          takeUp();
          takenUp = true;
        }
        sweep.ifDue();
        if (hasSpace()) {
          Instant looked = clock.instant();
          dispatch(looked, executor);
          signal.await(pause(looked));
        } else {
          signal.await(NO_SPACE_PAUSE);
        }
      } catch (InterruptedException e) {
        return;
      } catch (Lease.Lost e) {
        log.info("media: {}", e.getMessage());
      } catch (RuntimeException e) {
        if (running) {
          log.error("media: what is to be fetched cannot be read, again in {}", TROUBLE_PAUSE, e);
          pauseAfterTrouble();
        }
      }
    }
  }

  private void takeUp() {
    Instant now = clock.instant();
    int again =
        database.write(jdbc -> {
          lease.check(jdbc);
          List<Long> places = MediaTable.refusedAgain(jdbc, now.minus(REFUSED_AGAIN), now);
          places.forEach(place -> Changes.noteMessageOf(jdbc, place, Micros.of(now)));
          return places.size();
        });
    if (again > 0) {
      log.info("media: retrying {} refused downloads", again);
      changeFeed.announce();
    }
  }

  private boolean hasSpace() {
    boolean enough = space.enough();
    if (!enough && !saidNoSpace) {
      log.error(
          "media: nothing is fetched while less than xiaoer.media.keep-free is free on the disk;"
              + " messages are kept as before: make room, fetching goes on by itself");
    } else if (enough && saidNoSpace) {
      log.info("media: enough disk space again, fetching resumes");
    }
    saidNoSpace = !enough;
    return enough;
  }

  private void dispatch(Instant now, ExecutorService executor) {
    List<MediaId> due = database.read(jdbc -> MediaTable.due(jdbc, now, 3 * AT_ONCE_MAX));
    for (MediaId id : due) {
      if (busy.size() >= AT_ONCE_MAX || !running) {
        return;
      }
      if (busy.add(id)) {
        executor.execute(() -> attempt(id));
      }
    }
  }

  /** Until what comes after the last look; what fell due meanwhile was not seen by it. */
  private Duration pause(Instant looked) {
    return database
        .read(jdbc -> MediaTable.nextDue(jdbc, looked))
        .map(next -> Duration.between(clock.instant(), next))
        .filter(pause -> pause.compareTo(IDLE_MAX) < 0)
        .orElse(IDLE_MAX);
  }

  private void attempt(MediaId id) {
    try {
      Instant now = clock.instant();
      database
          .write(jdbc -> {
            lease.check(jdbc);
            return MediaTable.begin(jdbc, id, now.plus(FetchPolicy.pause(1, 0)), now);
          })
          .ifPresent(this::fetch);
    } catch (Lease.Lost e) {
      log.info("media: {} is left to the node that has taken over", id);
    } catch (RuntimeException e) {
      if (running) {
        log.error("media: {} was not fetched, again in {}", id, TROUBLE_PAUSE, e);
        pauseAfterTrouble();
      }
    } finally {
      busy.remove(id);
      signal.raise();
    }
  }

  private void fetch(Fetch fetch) {
    DownloadOutcome outcome;
    try (Slot slot = new Slot()) {
      outcome = download(fetch, slot);
      if (outcome instanceof DownloadOutcome.Downloaded downloaded) {
        StoredFile file = vault.keep(slot.finish());
        if (isBelieved(fetch, file)) {
          stored(fetch, file, downloaded.fileName());
          return;
        }
        outcome = new DownloadOutcome.Unknown("a web page in place of a picture");
      }
    } catch (IOException | Vault.SweptAway e) {
      log.error("media: {} cannot be kept", fetch.id(), e);
      outcome = new DownloadOutcome.NotKept(e.getClass().getSimpleName());
    }
    if (running || !(outcome instanceof DownloadOutcome.Unknown)) {
      notStored(fetch, outcome);
    }
  }

  /** A file that begins to be written when the first bytes are there. */
  private final class Slot implements AutoCloseable {
    private Spool.@Nullable Writing writing;

    OutputStream open() throws IOException {
      Spool.Writing begun = library.spool().begin();
      writing = begun;
      return begun.shared();
    }

    Spool.Spooled finish() throws IOException {
      Spool.Writing begun = writing;
      if (begun == null) {
        throw new IOException("nothing was written");
      }
      return begun.finish();
    }

    @Override
    public void close() throws IOException {
      Spool.Writing begun = writing;
      if (begun != null) {
        begun.close();
      }
    }
  }

  private DownloadOutcome download(Fetch fetch, Slot slot) {
    String address = address(fetch);
    if (address.isEmpty()) {
      return new DownloadOutcome.NotAllowed("no address");
    }
    boolean simulated =
        shops.find(fetch.shop().value()).map(Shop::allowPrivateMediaHosts).orElse(false);
    return (simulated ? andThisMachine : platformOnly).fetch(address, LIMITS, slot::open);
  }

  private String address(Fetch fetch) {
    Long logSeq = fetch.logSeq();
    if (logSeq != null) {
      LogEntry entry = entry(logSeq);
      return entry == null ? "" : MediaProjection.address(entry, fetch.origin());
    }
    byte[] source = fetch.source();
    String hash = fetch.sourceHash();
    return source == null || hash == null
        ? ""
        : seal.open(source, CardPictures.place(hash))
            .map(clear -> new String(clear, StandardCharsets.UTF_8))
            .orElse("");
  }

  private @Nullable LogEntry entry(long seq) {
    List<LogEntry> found = eventLog.after(seq - 1, 1, null);
    return found.isEmpty() || found.getFirst().seq() != seq ? null : found.getFirst();
  }

  /** Servers that no longer have a picture like to answer with a page that says so, and 200. */
  private boolean isBelieved(Fetch fetch, StoredFile file) {
    if (file.type() != FileType.HTML) {
      return true;
    }
    Long logSeq = fetch.logSeq();
    LogEntry entry = logSeq == null ? null : entry(logSeq);
    return entry != null && !MediaProjection.promisesPicture(entry);
  }

  private void stored(Fetch fetch, StoredFile file, String name) {
    Instant now = clock.instant();
    String shown = MediaLibrary.named(name, fetch.id(), file.type());
    database.write(jdbc -> {
      library.require(file);
      if (MediaTable.stored(jdbc, fetch.id(), file, shown, now)) {
        note(jdbc, fetch, now);
        if (fetch.origin() == Origin.PICTURE) {
          String address = address(fetch);
          listeners.forEach(listener -> listener.stored(jdbc, fetch.shop(), address));
        }
      }
      return null;
    });
    changeFeed.announce();
    meters.fetched("stored");
    log.debug("media: {} is kept, {} bytes {}", fetch.id(), file.size(), file.type());
  }

  private void notStored(Fetch fetch, DownloadOutcome outcome) {
    Instant now = clock.instant();
    Next next =
        FetchPolicy.after(
            outcome,
            fetch.attempts(),
            fetch.firstTryAt(),
            now,
            ThreadLocalRandom.current().nextDouble());
    database.write(jdbc -> {
      boolean ours =
          switch (next) {
            case Next.Again(Instant at) -> MediaTable.again(jdbc, fetch, at);
            case Next.Failed(var reason) -> MediaTable.failed(jdbc, fetch, reason);
          };
      if (ours) {
        note(jdbc, fetch, now);
      }
      return null;
    });
    changeFeed.announce();
    report(fetch, outcome, next);
  }

  private static void note(JdbcClient jdbc, Fetch fetch, Instant now) {
    Long logSeq = fetch.logSeq();
    if (logSeq != null) {
      Changes.noteMessageOf(jdbc, logSeq, Micros.of(now));
    }
  }

  private void report(Fetch fetch, DownloadOutcome outcome, Next next) {
    List<Object> what = new ArrayList<>(List.of(fetch.id(), fetch.shop(), outcome));
    switch (next) {
      case Next.Again(Instant at) -> {
        meters.fetched("again");
        what.add(at);
        // The first tries come fast, and most of what fails does so once.
        if (fetch.attempts() > 3) {
          log.warn("media: {} of shop {}: {}, again at {}", what.toArray());
        } else {
          log.info("media: {} of shop {}: {}, again at {}", what.toArray());
        }
      }
      case Next.Failed(var reason) -> {
        meters.fetched("failed");
        if (outcome instanceof DownloadOutcome.NotAllowed) {
          log.error(
              "media: {} of shop {} lies where nothing is fetched from: {}. If the platform has a"
                  + " new host, add it to xiaoer.media.hosts and restart: it is then tried again",
              what.toArray());
        } else {
          what.add(reason);
          log.error("media: {} of shop {}: {}, given up: {}", what.toArray());
        }
      }
    }
  }

  private static void pauseAfterTrouble() {
    try {
      Thread.sleep(TROUBLE_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
