package io.xiaoer.media;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.MessageChanges;
import io.xiaoer.duework.DueWork;
import io.xiaoer.duework.Places;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
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
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fetches what is due, a few at once.
 *
 * <p>An attempt is noted before it begins. A file is whole, synced and in its place before its row
 * says so. So a process may die anywhere: what it was fetching is due again, and what it had put in
 * place without a row is found there by its content or swept.
 */
final class Fetcher implements DueWork<MediaId> {
  private static final Logger log = LoggerFactory.getLogger(Fetcher.class);

  /** Enough to keep one slow file from holding up the others, few enough for a small server. */
  private static final int AT_ONCE_MAX = 8;

  /** Far more than the platform lets a shop send; what customers may send is not published. */
  static final long FILE_BYTES_MAX = 200L * 1024 * 1024;

  private static final DownloadLimits LIMITS =
      new DownloadLimits(FILE_BYTES_MAX, Duration.ofMinutes(5));

  /** What was refused may be allowed since the settings were changed, which takes a restart. */
  private static final Duration REFUSED_AGAIN = Duration.ofDays(14);

  private static final Duration NO_SPACE_PAUSE = Duration.ofSeconds(10);
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
  private static final Duration STORE_ASKED_EVERY = Duration.ofSeconds(30);

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
  private final Places<MediaId> places = new Places<>(AT_ONCE_MAX);
  private volatile boolean stopping;

  /** Null when the next file that falls due says it. */
  private @Nullable Duration pause;

  private boolean saidNoSpace;
  private volatile boolean storeDoubted;
  private boolean saidStoreTrouble;
  private Instant storeAskedAt = Instant.EPOCH;

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

  Fetcher(Means means) {
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
  }

  @Override
  public void takeOver() {
    stopping = false;
    Instant now = clock.instant();
    int again =
        database.write(jdbc -> {
          lease.check(jdbc);
          List<Long> entries = MediaTable.refusedAgain(jdbc, now.minus(REFUSED_AGAIN), now);
          entries.forEach(entry -> MessageChanges.noteEntry(jdbc, entry, Micros.of(now)));
          return entries.size();
        });
    if (again > 0) {
      log.info("media: retrying {} refused downloads", again);
      changeFeed.announce();
    }
  }

  @Override
  public List<MediaId> admit(Instant now) {
    sweep.ifDue();
    if (!hasSpace()) {
      pause = NO_SPACE_PAUSE;
      return List.of();
    }
    List<MediaId> due = database.read(jdbc -> MediaTable.due(jdbc, now, 3 * AT_ONCE_MAX));
    if (!due.isEmpty() && !storeWorks(now)) {
      pause = STORE_PAUSE;
      return List.of();
    }
    pause = null;
    return due.stream().filter(places::enter).toList();
  }

  @Override
  public Instant nextLook(Instant looked) {
    Duration fixed = pause;
    return fixed != null
        ? looked.plus(fixed)
        : database.read(jdbc -> MediaTable.nextDue(jdbc, looked)).orElse(Instant.MAX);
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  @Override
  public void leave(MediaId id) {
    places.leave(id);
  }

  private boolean hasSpace() {
    boolean enough = space.enough();
    if (!enough && !saidNoSpace) {
      log.error(
          "media: nothing is fetched while less than xiaoer.media.keep-free is free on the disk;"
              + " messages are kept as before: free some space, fetching resumes automatically");
    } else if (enough && saidNoSpace) {
      log.info("media: enough disk space again, fetching resumes");
    }
    saidNoSpace = !enough;
    return enough;
  }

  /** The platform is not asked for a file that cannot be kept. */
  private boolean storeWorks(Instant now) {
    if (!storeDoubted && now.isBefore(storeAskedAt.plus(STORE_ASKED_EVERY))) {
      return true;
    }
    storeDoubted = false; // before the question: what fails from here on asks again
    String trouble = library.trouble();
    if (!trouble.isEmpty()) {
      storeDoubted = true;
      if (!saidStoreTrouble) {
        log.error(
            "media: {}: no files are fetched until it works; messages are kept as before", trouble);
      }
      saidStoreTrouble = true;
      return false;
    }
    if (saidStoreTrouble) {
      log.info("media: files can be stored again, fetching resumes");
    }
    saidStoreTrouble = false;
    storeAskedAt = clock.instant();
    return true;
  }

  @Override
  public void attempt(MediaId id) {
    if (storeDoubted) {
      return; // it is asked first, and this is still due
    }
    Instant now = clock.instant();
    database
        .write(jdbc -> {
          lease.check(jdbc);
          return MediaTable.begin(jdbc, id, now.plus(FetchPolicy.pause(1, 0)), now);
        })
        .ifPresent(this::fetch);
  }

  private void fetch(Fetch fetch) {
    DownloadOutcome outcome;
    try (Slot slot = new Slot()) {
      outcome = download(fetch, slot);
      if (outcome instanceof DownloadOutcome.Downloaded downloaded) {
        Spool.Spooled spooled = slot.finish();
        FileType type = FileTypeDetector.type(spooled.head());
        if (isBelieved(fetch, type)) {
          stored(fetch, library.keep(spooled), downloaded.fileName());
          return;
        }
        spooled.discard();
        outcome =
            new DownloadOutcome.Unknown(type.contentType() + " in place of a picture or video");
      }
    } catch (IOException | MediaLibrary.SweptAway e) {
      storeDoubted = true;
      outcome = new DownloadOutcome.NotKept(MediaLibrary.words(e));
    }
    if (!stopping || !(outcome instanceof DownloadOutcome.Unknown)) {
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

  /**
   * Servers that do not have a picture, or not yet, like to answer with a page or with JSON that
   * says so, and 200. What is unknown may be a format that is newer than this server.
   */
  private boolean isBelieved(Fetch fetch, FileType type) {
    if (type.mayBeSeen()) {
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
      if (MediaTable.find(jdbc, fetch.id()).isEmpty()) {
        library.discard(jdbc, file); // Its customer was erased meanwhile.
        return null;
      }
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
            case Next.Hold(Instant until) -> {
              MediaTable.hold(jdbc, fetch.shop(), until);
              yield MediaTable.again(jdbc, fetch, until);
            }
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
      MessageChanges.noteEntry(jdbc, logSeq, Micros.of(now));
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
      case Next.Hold(Instant until) -> {
        meters.fetched("again");
        what.add(until);
        log.warn("media: {} of shop {}: {}; the files of this shop wait until {}", what.toArray());
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
}
