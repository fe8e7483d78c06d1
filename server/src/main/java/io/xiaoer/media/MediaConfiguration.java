package io.xiaoer.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.MessageDetails;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.retention.AgedContent;
import io.xiaoer.retention.NeedsContent;
import io.xiaoer.sdk.api.Downloads;
import io.xiaoer.sdk.api.TargetPolicy;
import io.xiaoer.secret.Seal;
import io.xiaoer.send.AnswerCheck;
import io.xiaoer.send.Attachments;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.Storage;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MediaConfiguration {
  private static final Logger log = LoggerFactory.getLogger(MediaConfiguration.class);

  static final String SPOOL = "spool";

  /** The form around a file. */
  private static final long FORM_BYTES_MAX = 64 * 1024;

  /** The folder on the disk: of the files, and of those on their way. */
  record Place(Path folder, Path spool) {}

  @Bean
  static SettingsCheck mediaCheck() {
    return settings -> {
      platform(settings.media().hosts());
      Settings.S3 s3 = settings.media().s3();
      if (s3 != null) {
        check(s3);
      }
      Path written = settings.media().folder();
      if (written != null && !canBeMade(written.toAbsolutePath().normalize())) {
        throw bad(
            "xiaoer.media.folder",
            "cannot write to %s; choose another folder or give the right to it".formatted(written));
      }
    };
  }

  private static boolean canBeMade(Path folder) {
    Path there = folder;
    while (!Files.exists(there)) {
      there = there.getParent();
      if (there == null) {
        return false;
      }
    }
    return Files.isDirectory(there) && Files.isWritable(there);
  }

  @Bean
  Place mediaPlace(Settings settings, DataFolder data) {
    Path folder = folder(settings, data.folder("media"));
    Path spool = folder.resolve(SPOOL);
    try {
      Folders.make(folder.getRoot(), spool);
    } catch (IOException e) {
      throw bad(
          "xiaoer.media.folder",
          "cannot write to %s (%s); choose another folder or give the right to it"
              .formatted(folder, e.getClass().getSimpleName()));
    }
    return new Place(folder, spool);
  }

  /** As configured, whether it is there or not. */
  static Path folder(Settings settings) {
    return folder(settings, settings.dataDir().resolve("media").toAbsolutePath().normalize());
  }

  private static Path folder(Settings settings, Path byDefault) {
    Path written = settings.media().folder();
    return written == null ? byDefault : written.toAbsolutePath().normalize();
  }

  @Bean
  DiskReserve mediaSpace(Settings settings, Place mediaPlace, MeterRegistry registry) {
    Gauge.builder("xiaoer.media.free.bytes", () -> (double) DiskReserve.free(mediaPlace.folder()))
        .description("free on the disk that the files are on")
        .register(registry);
    return DiskReserve.leaving(settings.media().keepFree().toBytes(), mediaPlace.spool());
  }

  /** The files' place, and the folder if it is one to be swept. */
  record Stores(BlobStore blobs, @Nullable FileBlobStore swept) implements AutoCloseable {
    @Override
    public void close() {
      blobs.close();
    }
  }

  @Bean
  Stores mediaStores(
      Settings settings, Place mediaPlace, Database desk, Storage storage, MeterRegistry registry) {
    FileBlobStore folder = new FileBlobStore(mediaPlace.folder());
    Settings.S3 s3 = settings.media().s3();
    if (s3 != null) {
      S3BlobStore bucket = bucket(s3);
      return new Stores(new FallbackBlobStore(bucket, folder), null);
    }
    boolean agrees;
    try {
      agrees = StorageMarker.agrees(desk, mediaPlace.folder(), storage instanceof Storage.Embedded);
    } catch (IOException e) {
      throw bad(
          "xiaoer.media.folder", "cannot be used (%s)".formatted(e.getClass().getSimpleName()));
    }
    Gauge.builder("xiaoer.media.folder.right", () -> agrees ? 1 : 0)
        .description("1 when this node's folder is the one of this installation's files")
        .register(registry);
    return new Stores(folder, folder);
  }

  private static void check(Settings.S3 s3) {
    List<Problem> problems = new ArrayList<>();
    Map.of(
            "bucket", s3.bucket(),
            "access-key", s3.accessKey(),
            "secret-key", s3.secretKey(),
            "region", s3.region())
        .forEach((key, value) -> {
          if (value.isBlank()) {
            problems.add(new Problem("xiaoer.media.s3." + key, "missing"));
          }
          PlainText.problem(value)
              .ifPresent(problem -> problems.add(new Problem("xiaoer.media.s3." + key, problem)));
        });
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }

  /** A bucket that does not answer now is no reason not to start: messages count for more. */
  static S3BlobStore bucket(Settings.S3 s3) {
    check(s3);
    S3BlobStore bucket = new S3BlobStore(s3);
    String trouble = bucket.trouble();
    if (!trouble.isEmpty()) {
      log.error(
          "media: xiaoer.media.s3: {}: files wait and are fetched when it works; messages are kept"
              + " as before",
          trouble);
    }
    return bucket;
  }

  private static BadSettings bad(String key, String what) {
    return new BadSettings(List.of(new Problem(key, what)));
  }

  @Bean
  ImageInspector imageInspector() {
    return new ImageInspector();
  }

  @Bean
  MediaLibrary mediaLibrary(
      Database desk,
      Stores mediaStores,
      Place mediaPlace,
      DiskReserve mediaSpace,
      ImageInspector imageInspector,
      NodeSignals signals,
      InstantSource clock) {
    return new MediaLibrary(
        desk,
        mediaStores.blobs(),
        new Spool(mediaPlace.spool(), mediaSpace),
        imageInspector,
        signals,
        clock);
  }

  /** A file that is brought is written to the disk as it comes, and not held in memory. */
  @Bean
  MultipartConfigElement formsWithFiles(Place mediaPlace) {
    return new MultipartConfigElement(
        mediaPlace.spool().toString(),
        MediaLibrary.UPLOAD_BYTES_MAX,
        MediaLibrary.UPLOAD_BYTES_MAX + FORM_BYTES_MAX,
        0);
  }

  @Bean
  CardPictures cardPictures(Seal seal, NodeSignals signals, InstantSource clock) {
    return new CardPictures(seal, signals, clock);
  }

  @Bean
  Attachments uploads(
      Database desk,
      MediaLibrary library,
      Seal seal,
      InstantSource clock,
      MediaMeters mediaMeters) {
    return new Uploads(desk, library, seal, clock, mediaMeters);
  }

  @Bean
  MessageDetails mediaOfMessages() {
    return new MediaOfMessages();
  }

  @Bean
  MediaMeters mediaMeters(Database desk, InstantSource clock, MeterRegistry registry) {
    return new MediaMeters(desk, clock, registry);
  }

  @Bean
  LogConsumer mediaReader(
      EventLog log,
      Database desk,
      NodeSignals signals,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogConsumer(
        "media",
        log,
        desk,
        new MediaProjection(clock),
        () -> signals.ring(Topic.MEDIA),
        lease,
        clock,
        registry);
  }

  @Bean
  DueWorker<MediaId> mediaFetcher(
      Settings settings,
      Database desk,
      EventLog log,
      MediaLibrary library,
      DiskReserve mediaSpace,
      Stores mediaStores,
      Seal seal,
      Shops shops,
      List<PictureStored> listeners,
      ChangeFeed changeFeed,
      Lease lease,
      MediaMeters mediaMeters,
      NodeSignals signals,
      InstantSource clock) {
    TargetPolicy platform = platform(settings.media().hosts());
    Fetcher fetcher =
        new Fetcher(
            new Fetcher.Means(
                desk,
                log,
                library,
                mediaSpace,
                new OrphanSweeper(desk, library.spool(), mediaStores.swept(), lease, clock),
                seal,
                shops,
                new Downloads(platform),
                new Downloads(platform.or(TargetPolicy.loopback())),
                listeners,
                changeFeed,
                lease,
                mediaMeters,
                clock));
    return new DueWorker<>("media", fetcher, AtStop.BREAK_OFF, lease, signals, Topic.MEDIA, clock);
  }

  private static TargetPolicy platform(List<String> hosts) {
    try {
      return TargetPolicy.httpsTo(hosts);
    } catch (IllegalArgumentException e) {
      throw bad("xiaoer.media.hosts", String.valueOf(e.getMessage()));
    }
  }

  @Bean
  AnswerCheck foreignFileCheck(MediaLibrary library) {
    return new ForeignFileCheck(library);
  }

  /** What somebody brought is of no shop; its id, which cannot be guessed, is all it takes. */
  @Bean
  ResourceGate mediaGate(MediaLibrary library) {
    return new ResourceGate(
        "/api/v1/media/",
        "file",
        (caller, id) ->
            MediaId.parse(id)
                .flatMap(library::find)
                .filter(medium -> {
                  ShopId shop = medium.shop();
                  return shop == null || caller.sees(shop);
                })
                .isPresent());
  }

  @Bean
  AgedContent agedFiles(Database desk, MediaLibrary library, Stores mediaStores) {
    return new AgedFiles(desk, library, mediaStores.swept() != null);
  }

  @Bean
  NeedsContent pendingFiles(Database desk) {
    return new PendingFiles(desk);
  }

  @Bean
  ErasesCustomer mediaErasure(Database desk, MediaLibrary library, Stores mediaStores) {
    return new MediaErasure(desk, library, mediaStores.swept() != null);
  }

  @Bean
  DisclosesCustomer mediaDisclosure(Database desk, MediaLibrary library) {
    return new MediaDisclosure(desk, library);
  }
}
