package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Soon;
import io.xiaoer.media.Spool.Spooled;
import io.xiaoer.settings.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server that speaks S3 and checks every signature, in a process of its own. */
class S3BlobStoreTest {
  private static final Path JAR = Path.of("target", "s3-server", "s3proxy.jar");
  private static final String KEY = "theAccessKey";
  private static final String SECRET = "theSecretKeyOfTheBucket";

  @TempDir static Path folder;

  private static Process server;
  private static URI endpoint;

  @BeforeAll
  static void start() throws Exception {
    int port = freePort();
    endpoint = URI.create("http://127.0.0.1:" + port);
    Path buckets = Files.createDirectories(folder.resolve("buckets/xiaoer")).getParent();
    Path settings = folder.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(endpoint, KEY, SECRET, buckets));
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                JAR.toString(),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    Soon.await()
        .failFast(() ->
            assertThat(server.isAlive())
                .as("%s", Files.readString(folder.resolve("s3proxy.log")))
                .isTrue())
        .until(() -> listens(port));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.destroyForcibly();
    server.waitFor();
  }

  /** Below those that a system gives to outgoing connections: one could take it meanwhile. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(30_000, 32_000);
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Settings.S3 settings(String bucket, String secret) {
    return new Settings.S3(endpoint, bucket, "us-east-1", KEY, secret, true);
  }

  private Spooled spooled(byte[] bytes) throws IOException {
    Path spool = Files.createDirectories(folder.resolve("spool"));
    try (Spool.Writing writing = new Spool(spool, () -> true).begin()) {
      writing.write(bytes);
      return writing.finish();
    }
  }

  private static byte[] all(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  @Test
  void keepsAFileAndGivesItOutInPartsAndWhole() throws IOException {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    Spooled file = spooled(bytes);
    try (S3BlobStore shelf = new S3BlobStore(settings("xiaoer", SECRET))) {
      assertThat(shelf.trouble()).isEmpty();
      shelf.keep(file);
      assertThat(file.path()).doesNotExist();
      Spooled again = spooled(bytes);
      shelf.keep(again);
      assertThat(again.path()).doesNotExist();
      assertThat(all(shelf.open(file.sha256(), bytes.length, 0, bytes.length))).isEqualTo(bytes);
      assertThat(all(shelf.open(file.sha256(), bytes.length, 1_000_000, 500)))
          .isEqualTo(Arrays.copyOfRange(bytes, 1_000_000, 1_000_500));
      try (InputStream begun = shelf.open(file.sha256(), bytes.length, 0, bytes.length)) {
        assertThat(begun.read()).isEqualTo(bytes[0] & 0xFF); // and then no more of it
      }
    }
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    try (S3BlobStore shelf = new S3BlobStore(settings("xiaoer", SECRET))) {
      assertThatThrownBy(() -> shelf.open("0".repeat(64), 5, 0, 5))
          .isInstanceOf(FileNotFoundException.class);
    }
  }

  @Test
  void aWrongKeyOrBucketIsTroubleThatNamesNoSecret() throws IOException {
    Spooled file = spooled(new byte[] {1, 2, 3});
    try (S3BlobStore shelf = new S3BlobStore(settings("xiaoer", "another secret"))) {
      assertThat(shelf.trouble()).isEqualTo("bucket xiaoer: HTTP 403");
      assertThatThrownBy(() -> shelf.keep(file))
          .isInstanceOf(IOException.class)
          .hasMessage("the bucket does not work: HTTP 403");
      assertThat(file.path()).as("nothing is lost").exists();
    }
    try (S3BlobStore shelf = new S3BlobStore(settings("no-such-bucket", SECRET))) {
      assertThat(shelf.trouble()).isEqualTo("bucket no-such-bucket: HTTP 404");
    }
    assertThat(settings("xiaoer", SECRET).toString()).doesNotContain(SECRET, KEY);
  }

  @Test
  void whatIsInTheFolderIsStillGivenOutBehindABucket() throws IOException {
    FileBlobStore before = new FileBlobStore(Files.createDirectories(folder.resolve("before")));
    byte[] old = "kept before there was a bucket".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Spooled file = spooled(old);
    before.keep(file);
    try (FallbackBlobStore both =
        new FallbackBlobStore(new S3BlobStore(settings("xiaoer", SECRET)), before)) {
      assertThat(all(both.open(file.sha256(), old.length, 5, 6)))
          .isEqualTo(Arrays.copyOfRange(old, 5, 11));
      Spooled fresh = spooled(new byte[] {7});
      both.keep(fresh);
      assertThat(all(both.open(fresh.sha256(), 1, 0, 1))).containsExactly(7);
    }
  }

  @Test
  void aServerThatIsDownIsTrouble() {
    Settings.S3 nowhere =
        new Settings.S3(URI.create("http://127.0.0.1:1"), "x", "us-east-1", KEY, SECRET, true);
    try (S3BlobStore shelf = new S3BlobStore(nowhere)) {
      assertThat(shelf.trouble()).startsWith("bucket x: ");
    }
  }
}
