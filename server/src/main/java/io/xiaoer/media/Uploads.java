package io.xiaoer.media;

import io.xiaoer.media.MediaItem.State;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.Upload;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.sdk.api.UploadOutcome;
import io.xiaoer.sdk.api.UploadSource;
import io.xiaoer.secret.Seal;
import io.xiaoer.send.Attachments;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Files on their way to the platform. It takes a file apart from the message, for one customer, and
 * keeps it for 14 days; until shortly before that the same file for the same customer is not
 * carried again.
 */
final class Uploads implements Attachments {
  private static final Duration KEPT_BY_THE_PLATFORM = Duration.ofDays(14);

  /** Before the platform forgets it: for answers that wait, and for clocks that differ. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /** 30 MB over a line of 2 Mbit/s. */
  private static final Duration UPLOAD_MAX = Duration.ofMinutes(2);

  private final Database database;
  private final MediaLibrary library;
  private final Seal seal;
  private final InstantSource clock;
  private final MediaMeters meters;

  Uploads(
      Database database, MediaLibrary library, Seal seal, InstantSource clock, MediaMeters meters) {
    this.meters = meters;
    this.database = database;
    this.library = library;
    this.seal = seal;
    this.clock = clock;
  }

  @Override
  public Optional<Objection> objection(JdbcClient jdbc, UploadKind kind, String mediaId) {
    Optional<MediaItem> item =
        MediaId.parse(mediaId)
            .flatMap(id -> MediaTable.find(jdbc, id))
            .filter(found -> found.state() == State.STORED);
    if (item.isEmpty()) {
      return Optional.of(Objection.ABSENT);
    }
    StoredFile file = item.get().file();
    return file != null && isOf(kind, file.type())
        ? Optional.empty()
        : Optional.of(Objection.OTHER_KIND);
  }

  @Override
  public Prepared prepare(KfApi platform, Recipient recipient, UploadKind kind, String mediaId) {
    Instant now = clock.instant();
    Optional<MediaItem> item = MediaId.parse(mediaId).flatMap(library::find);
    StoredFile file = item.map(MediaItem::file).orElse(null);
    if (item.isEmpty() || file == null) {
      return new Prepared.Unfit("the file is no longer here");
    }
    Optional<String> known = known(recipient, kind, mediaId, now);
    if (known.isPresent()) {
      return new Prepared.Ready(new UploadOutcome.Uploaded(kind, known.get()).body());
    }
    UploadSource source = new LibraryFile(library, item.get(), file);
    return switch (platform.upload(new Upload(recipient.openId(), kind, source), UPLOAD_MAX)) {
      case UploadOutcome.Uploaded uploaded -> {
        meters.uploaded("uploaded");
        remember(recipient, kind, mediaId, uploaded.cosUrl(), now);
        yield new Prepared.Ready(uploaded.body());
      }
      case UploadOutcome.Empty _ -> unfit("the file is empty");
      case UploadOutcome.TooLarge(long bytes) ->
          unfit(
              "the file has %s bytes, and the platform takes %s".formatted(bytes, Upload.bytesMax));
      // Our own disk or bucket: the platform has nothing, and it may work the next time.
      case UploadOutcome.Unreadable(String cause) ->
          failed(new Failure.NotSent("the file could not be read: " + cause));
      case UploadOutcome.Failed(Failure why) -> failed(why);
    };
  }

  private Prepared unfit(String reason) {
    meters.uploaded("unfit");
    return new Prepared.Unfit(reason);
  }

  private Prepared failed(Failure why) {
    meters.uploaded("failed");
    return new Prepared.Failed(why);
  }

  @Override
  public void refused(Recipient recipient, UploadKind kind, String mediaId) {
    database.write(jdbc ->
        jdbc.sql(
                "DELETE FROM media_upload"
                    + " WHERE shop = ? AND open_id = ? AND medium_id = ? AND kind = ?")
            .params(recipient.shop(), recipient.openId().value(), mediaId, MediaTable.lower(kind))
            .update());
  }

  private Optional<String> known(
      Recipient recipient, UploadKind kind, String mediaId, Instant now) {
    return database
        .read(jdbc ->
            jdbc.sql(
                    """
                    SELECT sealed FROM media_upload
                    WHERE shop = ? AND open_id = ? AND medium_id = ? AND kind = ? AND expires_at > ?
                    """)
                .params(
                    recipient.shop(),
                    recipient.openId().value(),
                    mediaId,
                    MediaTable.lower(kind),
                    Micros.of(now))
                .query((row, _) -> row.getBytes("sealed"))
                .optional())
        .flatMap(sealed -> seal.open(sealed, place(recipient, kind, mediaId)))
        .map(clear -> new String(clear, StandardCharsets.UTF_8));
  }

  /** A process that dies before this is written carries the file once more, which is no harm. */
  private void remember(
      Recipient recipient, UploadKind kind, String mediaId, String cosUrl, Instant now) {
    byte[] sealed =
        seal.close(cosUrl.getBytes(StandardCharsets.UTF_8), place(recipient, kind, mediaId));
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM media_upload WHERE expires_at <= ?").param(Micros.of(now)).update();
      return jdbc.sql(
              """
              INSERT INTO media_upload (shop, open_id, medium_id, kind, sealed, expires_at)
              VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (shop, open_id, medium_id, kind)
                DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
              """)
          .params(
              recipient.shop(),
              recipient.openId().value(),
              mediaId,
              MediaTable.lower(kind),
              sealed,
              Micros.of(now.plus(KEPT_BY_THE_PLATFORM).minus(MARGIN)))
          .update();
    });
  }

  private static String place(Recipient recipient, UploadKind kind, String mediaId) {
    return String.join(
        "/", "upload", recipient.shop(), recipient.openId().value(), kind.name(), mediaId);
  }

  private static boolean isOf(UploadKind kind, FileType type) {
    return switch (kind) {
      case IMAGE -> type.kind() == Kind.IMAGE;
      case VIDEO -> type.kind() == Kind.VIDEO;
      case FILE -> true;
    };
  }

  /** A file of the library, read from its beginning as often as need be. */
  private record LibraryFile(MediaLibrary library, MediaItem item, StoredFile file)
      implements UploadSource {
    @Override
    public String name() {
      return item.name();
    }

    @Override
    public String contentType() {
      return file.type().contentType();
    }

    @Override
    public long length() {
      return file.size();
    }

    @Override
    public InputStream open() throws IOException {
      return library.open(file.sha256(), file.size(), 0, file.size());
    }
  }
}
