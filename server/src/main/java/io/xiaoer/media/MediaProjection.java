package io.xiaoer.media;

import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.media.MediaItem.Origin;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes what the messages of the log point at, so that it is fetched. */
final class MediaProjection implements Projection {
  private static final Projected DONE = new Projected.Done();

  /** The msg_type of each kind that points at a file. */
  private static final List<byte[]> WITH_FILES =
      Stream.of("image", "video", "file")
          .map(type -> type.getBytes(StandardCharsets.US_ASCII))
          .toList();

  private final InstantSource clock;

  MediaProjection(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public boolean concerns(LogEntry entry) {
    return WITH_FILES.stream().anyMatch(entry::mentions);
  }

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    return switch (EventText.read(entry.raw())) {
      case Read.Unreadable(String why) -> new Projected.Parked(why);
      case Read.Event(PushEvent.Other _) -> DONE;
      case Read.Event(PushEvent.KfMessage event) -> {
        note(jdbc, entry, event.message());
        yield DONE;
      }
    };
  }

  private void note(JdbcClient jdbc, LogEntry entry, Message message) {
    switch (message) {
      case Message.Attachment attachment -> {
        note(jdbc, entry, Origin.MESSAGE, attachment.cosUrl());
        if (attachment instanceof Message.Video video && !video.coverUrl().isBlank()) {
          note(jdbc, entry, Origin.COVER, video.coverUrl());
        }
      }
      case Message.Words _, Message.Share _, Message.Unknown _ -> {}
    }
  }

  /** The address itself stays where it is. */
  private void note(JdbcClient jdbc, LogEntry entry, Origin origin, String address) {
    MediaTable.insertOfLog(
        jdbc,
        origin,
        entry.shop(),
        entry.seq(),
        address.isBlank() ? null : clock.instant(),
        entry.receivedAt());
  }

  /** The address that a message gives for {@code origin}; empty when it gives none. */
  static String address(LogEntry entry, Origin origin) {
    if (!(EventText.read(entry.raw()) instanceof Read.Event(PushEvent.KfMessage event))) {
      return "";
    }
    return switch (event.message()) {
      case Message.Video video when origin == Origin.COVER -> video.coverUrl();
      case Message.Attachment attachment -> attachment.cosUrl();
      case Message.Words _, Message.Share _, Message.Unknown _ -> "";
    };
  }

  /** Whether a message of this entry promises something to look at rather than any file. */
  static boolean promisesPicture(LogEntry entry) {
    return EventText.read(entry.raw()) instanceof Read.Event(PushEvent.KfMessage event)
        && switch (event.message()) {
          case Message.Image _, Message.Video _ -> true;
          case Message.File _, Message.Words _, Message.Share _, Message.Unknown _ -> false;
        };
  }
}
