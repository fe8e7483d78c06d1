package io.xiaoer.e2e.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.Absence;
import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Pushes;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.Soon;
import io.xiaoer.e2e.disk.Disk.Fault;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The server on a disk that is full, slow, read-only or broken. What is acknowledged meanwhile is
 * there after a power cut; what is in the log can be read; and the server mends itself when the
 * disk is well again, or ends where it cannot know what is on the disk any more.
 */
class DiskTroubleTest {
  private static final Duration NOBODY_PUSHES = Duration.ofSeconds(12);
  private static final int EXIT_DISK = 74; // EX_IOERR of sysexits.h

  @TempDir Path folder;

  private final Set<String> acknowledged = new HashSet<>();
  private final Set<Integer> statuses = new HashSet<>();
  private int number;

  private Installation installation;
  private Disk disk;
  private Program server;
  private Pushes pushes;

  @BeforeEach
  void start() throws IOException {
    // No reserve: the disk itself says that it is full.
    installation = new Installation(folder, "  media: {keep-free: 0MB}\n", ServerImage.quick());
    disk = Disk.below(installation.data(), folder.resolve("disk"));
    pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 7);
    startServer();
    push(3);
    assertThat(acknowledged).hasSize(3);
    assertThat(disk.syncs()).as("syncs seen by the disk").isPositive();
    await("the reader has read", () -> conversations() > 0);
  }

  @AfterEach
  void stop() {
    server.close();
    disk.close();
  }

  @Test
  void aFullDiskIsWaitedFor() throws Exception {
    installation.get("/api/v1/admin/system"); // lists the folder: its descriptor is the next line's
    disk.fault(Fault.FULL);
    push(3);
    assertThat(acknowledged).as("acknowledged on a disk that cannot be written").hasSize(3);
    assertThat(statuses).containsExactlyInAnyOrder(200, 503);
    assertThat(disk.faults()).isPositive();
    await("not ready", () -> readiness() == 503);
    readsGoOn();
    Absence.holdsFor(
        NOBODY_PUSHES, // it still knows that the disk is not well
        () -> assertThat(readiness()).as("readiness of a server on a full disk").isEqualTo(503));
    readsGoOn();
    disk.fault(Fault.NONE);
    await("ready by itself", () -> readiness() == 200);
    push(3);
    assertThat(acknowledged).hasSize(6);
    assertThat(server.isAlive()).isTrue();
    keptEverythingAcrossAPowerCut();
  }

  @Test
  void anUploadToAFullDiskIsOurTroubleAndNotTheCallers() throws Exception {
    assertThat(upload(10).statusCode()).isEqualTo(201);
    disk.fault(Fault.FULL);
    // One that fits into memory, and one that is read into a file first.
    for (int bytes : new int[] {10, 3 << 20}) {
      HttpResponse<String> refused = upload(bytes);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
      assertThat(refused.body()).contains("\"no_space\"");
    }
    assertThat(disk.faults()).isPositive();
    disk.fault(Fault.NONE);
    await("taken again", () -> uploaded() == 201);
    readsGoOn();
  }

  /**
   * Under files that are open for writing the system turns a disk read-only only after an error.
   */
  @Test
  void aDiskThatTurnedReadOnlyEndsTheServerLoudly() throws Exception {
    endsTheServerLoudly(Fault.READ_ONLY);
  }

  @Test
  void aWriteErrorEndsTheServerLoudly() throws Exception {
    endsTheServerLoudly(Fault.WRITE_ERROR);
  }

  @Test
  void aFailedSyncEndsTheServerLoudly() throws Exception {
    endsTheServerLoudly(Fault.SYNC_ERROR);
  }

  @Test
  void aReadErrorEndsTheServerLoudly() throws Exception {
    endsTheServerLoudly(Fault.READ_ERROR);
  }

  @Test
  void aSlowDiskCostsTimeAndNothingElse() throws Exception {
    disk.delaySyncs(Duration.ofMillis(400));
    push(3);
    assertThat(acknowledged).hasSize(6);
    readsGoOn();
  }

  @Tag("alone")
  @Test
  void aDiskTooSlowForThePlatformIsNotAcknowledged() throws Exception {
    disk.delaySyncs(Duration.ofSeconds(6));
    long began = System.nanoTime();
    push(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(statuses).contains(503);
    readsGoOn();
    disk.delaySyncs(Duration.ZERO);
    await("acknowledges again", () -> pushed() == 200);
    keptEverythingAcrossAPowerCut();
  }

  private void endsTheServerLoudly(Fault fault) throws Exception {
    disk.fault(fault);
    Soon.await()
        .until(() -> {
          try {
            push(1);
            installation.get("/api/v1/events");
          } catch (IOException | AssertionError ended) {
            // An answer that is not 200, or none: it is on its way out.
          }
          return !server.isAlive();
        });
    assertThat(server.await(Soon.AT_MOST)).isEqualTo(EXIT_DISK);
    // The library tells a read error as corruption: it cannot know which of both it is.
    assertThat(server.output())
        .containsPattern("ERROR.*(inbox|desk)\\.db can no longer be trusted")
        .containsPattern("SQLITE_(IOERR|CORRUPT)");
    disk.fault(Fault.NONE);
    keptEverythingAcrossAPowerCut();
  }

  private void keptEverythingAcrossAPowerCut() throws IOException {
    server.kill();
    disk.cutPower(PowerCut.Extent.ALL, new Random(1));
    startServer();
    List<String> kept = log();
    assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged);
    await("the reader caught up", () -> conversations() > 0);
  }

  private void readsGoOn() throws IOException {
    assertThat(log()).containsAll(acknowledged);
    assertThat(conversations()).isPositive();
  }

  private void startServer() {
    server = installation.launchServer(disk.environment());
    installation.awaitReady(server);
  }

  private void push(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      push();
    }
  }

  private int push() throws IOException {
    String msgId = Pushes.msgId(++number);
    HttpResponse<String> answer;
    try {
      answer = pushes.deliver(pushes.text("oDisk", msgId, "条 " + number));
    } catch (IOException e) {
      throw new IOException("no answer; the server printed:\n" + server.output(), e);
    }
    statuses.add(answer.statusCode());
    assertThat(answer.body()).isNotEmpty();
    if (answer.statusCode() == 200) {
      assertThat(answer.body()).isEqualTo("success");
      acknowledged.add(msgId);
    }
    return answer.statusCode();
  }

  private int pushed() {
    try {
      return push();
    } catch (IOException e) {
      return 0;
    }
  }

  private int uploaded() {
    try {
      return upload(10).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private HttpResponse<String> upload(int bytes) throws IOException {
    return Program.send(
        HttpRequest.newBuilder(installation.desk("/api/v1/media"))
            .header("Authorization", "Bearer " + Installation.API_KEY)
            .header("Content-Type", "multipart/form-data; boundary=xx")
            .POST(
                BodyPublishers.ofString(
                    "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"n.txt\"\r\n"
                        + "\r\n"
                        + "n".repeat(bytes)
                        + "\r\n--xx--\r\n")));
  }

  private int readiness() {
    try {
      return Program.get(installation.desk("/actuator/health/readiness")).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private List<String> log() throws IOException {
    List<String> ids = new ArrayList<>();
    JsonNode page = installation.get("/api/v1/events?limit=1000");
    page.path("events").forEach(event -> ids.add(event.path("msg_id").asString()));
    return ids;
  }

  private int conversations() {
    try {
      return installation.get("/api/v1/conversations").path("conversations").size();
    } catch (IOException e) {
      return 0;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Soon.await().alias(what).until(condition::getAsBoolean);
  }
}
