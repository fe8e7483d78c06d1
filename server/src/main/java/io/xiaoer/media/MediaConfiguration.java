package io.xiaoer.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.Changes;
import io.xiaoer.conversation.MessageDetails;
import io.xiaoer.inbox.EventLog;
import io.xiaoer.inbox.LogReader;
import io.xiaoer.sdk.api.Downloads;
import io.xiaoer.sdk.api.TargetPolicy;
import io.xiaoer.send.Attachments;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Placeholder;
import io.xiaoer.settings.Settings;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Seal;
import io.xiaoer.store.Storage;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
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
  Space mediaSpace(Settings settings, Place mediaPlace, MeterRegistry registry) {
    Gauge.builder("xiaoer.media.free.bytes", () -> (double) Space.free(mediaPlace.folder()))
        .description("free on the disk that the files are on")
        .register(registry);
    return Space.leaving(settings.media().keepFree().toBytes(), mediaPlace.spool());
  }

  /** The files' place, and the folder if it is one to be swept. */
  record Shelves(Shelf shelf, @Nullable FolderShelf swept) implements AutoCloseable {
    @Override
    public void close() {
      shelf.close();
    }
  }

  @Bean
  Shelves mediaShelves(
      Settings settings, Place mediaPlace, Database desk, Storage storage, MeterRegistry registry) {
    FolderShelf folder = new FolderShelf(mediaPlace.folder());
    Settings.S3 s3 = settings.media().s3();
    if (s3 != null) {
      BucketShelf bucket = bucket(s3);
      return new Shelves(new BucketBeforeFolder(bucket, folder), null);
    }
    boolean agrees;
    try {
      agrees = VaultMark.agrees(desk, mediaPlace.folder(), storage instanceof Storage.Embedded);
    } catch (IOException e) {
      throw bad(
          "xiaoer.media.folder", "cannot be used (%s)".formatted(e.getClass().getSimpleName()));
    }
    Gauge.builder("xiaoer.media.folder.right", () -> agrees ? 1 : 0)
        .description("1 when this node's folder is the one of this installation's files")
        .register(registry);
    return new Shelves(folder, folder);
  }

  /** A bucket that does not answer now is no reason not to start: messages count for more. */
  static BucketShelf bucket(Settings.S3 s3) {
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
          Placeholder.problem(value)
              .ifPresent(problem -> problems.add(new Problem("xiaoer.media.s3." + key, problem)));
        });
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    BucketShelf bucket = new BucketShelf(s3);
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
  Eye mediaEye() {
    return new Eye();
  }

  @Bean
  Vault vault(
      Database desk,
      Shelves mediaShelves,
      Place mediaPlace,
      Space mediaSpace,
      Eye mediaEye,
      Bells bells,
      InstantSource clock) {
    return new Vault(
        desk,
        mediaShelves.shelf(),
        new Spool(mediaPlace.spool(), mediaSpace),
        mediaEye,
        bells,
        clock);
  }

  /** A file that is brought is written to the disk as it comes, and not held in memory. */
  @Bean
  MultipartConfigElement formsWithFiles(Place mediaPlace) {
    return new MultipartConfigElement(
        mediaPlace.spool().toString(),
        Vault.UPLOAD_BYTES_MAX,
        Vault.UPLOAD_BYTES_MAX + FORM_BYTES_MAX,
        0);
  }

  @Bean
  CardPictures cardPictures(Seal seal, Bells bells, InstantSource clock) {
    return new CardPictures(seal, bells, clock);
  }

  @Bean
  Attachments uploads(
      Database desk, Vault vault, Seal seal, InstantSource clock, MediaMeters mediaMeters) {
    return new Uploads(desk, vault, seal, clock, mediaMeters);
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
  LogReader mediaReader(
      EventLog log,
      Database desk,
      Bells bells,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogReader(
        "media",
        log,
        desk,
        new Incoming(clock),
        () -> bells.ring(Topic.MEDIA),
        lease,
        clock,
        registry);
  }

  @Bean
  Fetcher mediaFetcher(
      Settings settings,
      Database desk,
      EventLog log,
      Vault vault,
      Space mediaSpace,
      Shelves mediaShelves,
      Seal seal,
      Shops shops,
      List<PictureStored> listeners,
      Changes changes,
      Lease lease,
      MediaMeters mediaMeters,
      Bells bells,
      InstantSource clock) {
    TargetPolicy platform = platform(settings.media().hosts());
    return new Fetcher(
        new Fetcher.Means(
            desk,
            log,
            vault,
            mediaSpace,
            new Sweep(desk, vault.spool(), mediaShelves.swept(), lease, clock),
            seal,
            shops,
            new Downloads(platform),
            new Downloads(platform.or(TargetPolicy.loopback())),
            listeners,
            changes,
            lease,
            mediaMeters,
            clock),
        bells);
  }

  private static TargetPolicy platform(List<String> hosts) {
    try {
      return TargetPolicy.httpsTo(hosts);
    } catch (IllegalArgumentException e) {
      throw bad("xiaoer.media.hosts", String.valueOf(e.getMessage()));
    }
  }
}
