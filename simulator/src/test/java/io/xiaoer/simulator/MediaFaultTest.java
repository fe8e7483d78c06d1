package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.fault.Fault;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can go wrong between a desk's vault and the platform's files. */
class MediaFaultTest {
  private static final int MIB = 1024 * 1024;

  private final HttpClient http = HttpClient.newHttpClient();
  private Platform platform;
  private Customer lin;
  private String url;

  @BeforeEach
  void start() {
    platform = Platform.start();
    lin = platform.customer("lin");
    lin.sendsImage();
    url = imageUrl();
  }

  @AfterEach
  void stop() {
    platform.close();
    http.close();
  }

  private String imageUrl() {
    return ((Content.Image) platform.chat(lin).getLast().content()).cosUrl();
  }

  private HttpResponse<byte[]> download(String from) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(from)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> download() throws Exception {
    return download(url);
  }

  private static String type(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void aFileThatIsGoneSaysSoInThreeWaysAndIsThereAgainAfterwards() throws Exception {
    platform.next(new Fault.MediaGone(404));
    assertThat(download().statusCode()).isEqualTo(404);
    platform.next(new Fault.MediaGone(410));
    assertThat(download().statusCode()).isEqualTo(410);
    platform.next(new Fault.MediaGone(200));
    HttpResponse<byte[]> shaped = download();
    assertThat(shaped.statusCode()).isEqualTo(200);
    assertThat(type(shaped)).startsWith("application/json");
    assertThat(new String(shaped.body(), StandardCharsets.UTF_8)).contains("\"errcode\":40097");
    assertThat(type(download())).isEqualTo("image/jpeg");
  }

  @Test
  void aSlowFileComesWholeButLate() throws Exception {
    byte[] whole = download().body();
    platform.next(new Fault.SlowMedia(Duration.ofMillis(600)));
    long begin = System.nanoTime();
    HttpResponse<byte[]> slow = download();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(590));
    assertThat(slow.body()).isEqualTo(whole);
  }

  @Test
  void aCutFileIsShorterThanWasPromised() {
    platform.next(new Fault.CutMedia());
    assertThatThrownBy(this::download).isInstanceOf(IOException.class);
  }

  @Test
  void theContentTypeMayLie() throws Exception {
    byte[] whole = download().body();
    platform.next(new Fault.WrongMediaType("text/html"));
    HttpResponse<byte[]> lying = download();
    assertThat(type(lying)).isEqualTo("text/html");
    assertThat(lying.body()).isEqualTo(whole);
  }

  @Test
  void anOversizedFileDoesNotSayHowLongItIs() throws Exception {
    platform.next(new Fault.OversizedMedia(31));
    HttpResponse<byte[]> large = download();
    assertThat(large.body()).hasSize(31 * MIB);
    assertThat(large.headers().firstValue("Content-Length")).isEmpty();
  }

  @Test
  void aRedirectLeadsToAnotherNameOfThisMachineOrWhereverItIsTold() throws Exception {
    byte[] whole = download().body();
    platform.next(new Fault.RedirectMedia(""));
    HttpResponse<byte[]> elsewhere = download();
    assertThat(elsewhere.statusCode()).isEqualTo(302);
    String location = elsewhere.headers().firstValue("Location").orElse("");
    assertThat(location).startsWith("http://localhost:");
    assertThat(download(location).body()).isEqualTo(whole);
    platform.next(new Fault.RedirectMedia("http://169.254.169.254/latest/"));
    assertThat(download().headers().firstValue("Location"))
        .contains("http://169.254.169.254/latest/");
  }

  @Test
  void aFaultForTheDeskSparesThePages() throws Exception {
    platform.next(new Fault.MediaGone(404));
    JsonNode chat =
        JsonMapper.shared()
            .readTree(
                download(platform.baseUrl() + "/sim/api/customers/lin/messages?shop=main").body());
    String view = chat.path("messages").get(0).path("card").path("view_url").asString();
    assertThat(download(platform.baseUrl() + view).statusCode()).isEqualTo(200);
    assertThat(download().statusCode()).isEqualTo(404);
  }

  @Test
  void theFaultsAreOrderedOverHttpAndNonsenseIsNamed() throws Exception {
    for (String fault :
        List.of(
            "{\"fault\":\"media_gone\",\"status\":410,\"count\":2}",
            "{\"fault\":\"slow_media\",\"millis\":50}",
            "{\"fault\":\"replace_media\",\"content_type\":\"text/plain\",\"body\":\"later\",\"named\":true}",
            "{\"fault\":\"cut_media\"}",
            "{\"fault\":\"wrong_media_type\",\"content_type\":\"application/x-sh\"}",
            "{\"fault\":\"oversized_media\",\"megabytes\":2}",
            "{\"fault\":\"redirect_media\",\"location\":\"http://10.0.0.1/\"}")) {
      assertThat(order(fault).statusCode()).as(fault).isEqualTo(202);
    }
    assertThat(download().statusCode()).isEqualTo(410);
    assertThat(download().statusCode()).isEqualTo(410);
    HttpResponse<String> wrong = order("{\"fault\":\"media_gone\",\"status\":500}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("status: 500 (expected: 404, 410");
    assertThat(order("{\"fault\":\"wrong_media_type\",\"content_type\":\"a\\r\\nb\"}").statusCode())
        .isEqualTo(400);
    assertThat(order("{\"fault\":\"redirect_media\",\"location\":\"a\\r\\nb\"}").statusCode())
        .isEqualTo(400);
  }

  private HttpResponse<String> order(String fault) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(platform.baseUrl() + "/sim/api/faults"))
            .POST(HttpRequest.BodyPublishers.ofString(fault))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPhotoIsAsLargeAsAPhonesAndLiesOnItsSide() throws Exception {
    lin.sendsPhoto();
    byte[] photo = download(imageUrl()).body();
    assertThat(photo.length).isBetween(MIB, 5 * MIB);
    assertThat(new String(photo, 6, 4, StandardCharsets.US_ASCII)).isEqualTo("Exif");
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(photo));
    assertThat(read.getWidth()).isEqualTo(2_880);
  }
}
