package io.xiaoer.bench.load;

import io.xiaoer.bench.peer.PeerShop;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * HTTP requests made beforehand, really encrypted and signed, each with a msg_id of its own that
 * rises by one: making them while measuring would cost as much as serving them.
 *
 * <p>The file is a header (version, how many) and then each request behind its length.
 */
final class PushFile implements AutoCloseable {
  static final long FIRST_MSG_ID = 3_895_464_567_618_158_592L;

  private static final long VERSION = 1;
  private static final int HEADER_BYTES = 2 * Long.BYTES;
  private static final int TOGETHER = 10_000;
  private static final int CUSTOMERS = 5_000;
  private static final Instant AT = Instant.parse("2026-11-23T08:00:00Z");
  private static final Keys KEYS = new Keys(PeerShop.APP_ID, PeerShop.TOKEN, PeerShop.AES_KEY);

  /** Twenty characters, the length of a usual question. */
  private static final String TEXT = "请问这件衣服还有黑色的吗，麻烦尽快发货。";

  // Big-endian as DataOutputStream writes, and at any address.
  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong HEADER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena;
  private final MemorySegment bytes;
  private final long count;

  private PushFile(Arena arena, MemorySegment bytes) {
    this.arena = arena;
    this.bytes = bytes;
    count = bytes.get(HEADER, Long.BYTES);
  }

  /** Opens the file of the work folder; writes it when it is missing or has too few. */
  static PushFile open(Path work, long wanted) throws IOException {
    Path file = work.resolve("pushes.bin");
    if (Files.exists(file)) {
      PushFile there = map(file);
      if (there.bytes.get(HEADER, 0) == VERSION && there.count >= wanted) {
        return there;
      }
      there.close();
    }
    System.err.printf("load: making %,d pushes in %s …%n", wanted, file);
    write(file, wanted);
    return map(file);
  }

  /** A walk through the file, from its beginning. */
  Pushes pushes(boolean again) {
    return new Pushes(again);
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Who has been given how many. */
  final class Pushes implements Supplier<ByteBuffer> {
    private final boolean again;
    private long taken;
    private long at = HEADER_BYTES;

    /** {@code again}: for servers that remember nothing, and may be given the same ones twice. */
    private Pushes(boolean again) {
      this.again = again;
    }

    /** How many were taken; the next one's msg_id is the first one's and this number. */
    long taken() {
      return taken;
    }

    @Override
    public ByteBuffer get() {
      if (taken > 0 && taken % count == 0) {
        if (!again) {
          throw new IllegalStateException(
              "all %,d pushes are used up; ask for more with --pushes".formatted(count));
        }
        at = HEADER_BYTES;
      }
      int length = bytes.get(LENGTH, at);
      ByteBuffer request = bytes.asSlice(at + Integer.BYTES, length).asByteBuffer();
      at += Integer.BYTES + length;
      taken++;
      return request;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // close() of the file closes it
  private static PushFile map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Arena arena = Arena.ofShared();
      return new PushFile(arena, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  private static void write(Path file, long count) throws IOException {
    Path unfinished = file.resolveSibling("pushes.unfinished");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
      out.writeLong(VERSION);
      out.writeLong(count);
      for (long from = 0; from < count; from += TOGETHER) {
        List<byte[]> requests =
            LongStream.range(from, Math.min(count, from + TOGETHER))
                .parallel()
                .mapToObj(PushFile::request)
                .toList();
        for (byte[] request : requests) {
          out.writeInt(request.length);
          out.write(request);
        }
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] request(long number) {
    Random random = new Random(number);
    String openId = openId(random.nextInt(CUSTOMERS));
    return request(PeerShop.ID, PeerShop.USER_NAME, openId, FIRST_MSG_ID + number, AT, random);
  }

  /** A customer's message as the platform pushes it, ready to leave. */
  static byte[] request(
      String shop, String userName, String openId, long msgId, Instant at, Random random) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", userName)
        .put("FromUserName", openId)
        .put("CreateTime", at.getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", Long.toString(msgId))
        .put("msg_type", "text")
        .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.putObject("text").put("content", TEXT);
    PushRequest push =
        new EnvelopeWriter(Chance.from(random)).push(event, KEYS, Mode.SECURE, Format.JSON, at);
    byte[] body = push.body().getBytes(StandardCharsets.UTF_8);
    String path = "/callback/" + shop;
    byte[] head =
        """
        POST %s?%s HTTP/1.1\r
        Host: 127.0.0.1\r
        User-Agent: Mozilla/4.0\r
        Accept: */*\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(
                path,
                push.to(URI.create("http://127.0.0.1" + path)).getRawQuery(),
                push.contentType(),
                body.length)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  static String openId(int customer) {
    return "o9AgO5Kd5ggOC-bXrbNO%08x".formatted(customer * 0x9E3779B1);
  }
}
