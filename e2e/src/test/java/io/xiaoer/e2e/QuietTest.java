package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server prints, and what it costs, while it does its work. */
class QuietTest {
  private static final String CUSTOMER = "oQuietCustomer_9AgO5Kd5ggOC";
  private static final long RESIDENT_MIB_MAX = 400;

  @TempDir Path folder;

  @Test
  void noSecretTokenTextOrOpenIdIsEverPrintedAndTheMemoryStaysSmall() throws Exception {
    Installation installation = new Installation(folder, "", ServerImage.built());
    try (Program simulator = installation.startSimulator();
        Program server = installation.startServer()) {
      installation.customerSays(CUSTOMER, "顾客的秘密");
      String conversation = installation.awaitConversation(CUSTOMER);
      answer(installation, conversation, "c1", "客服的秘密", "accepted");
      refusedPushes(installation);
      simulator.kill();
      installation.post(
          "/api/v1/conversations/" + conversation + "/messages",
          "{\"client_id\":\"c2\",\"type\":\"text\",\"text\":{\"content\":\"客服的秘密\"}}");
      Soon.await().until(() -> server.output().contains("again at"));
      load(installation);

      assertThat(server.output())
          .doesNotContain(
              "顾客的秘密",
              "客服的秘密",
              "坏人的秘密",
              CUSTOMER,
              Installation.SECRET,
              Installation.TOKEN,
              Installation.AES_KEY,
              Installation.API_KEY,
              Installation.PASSWORD)
          .doesNotContain("access_token=");
      assertThat(server.output()).as("refusals are told").contains("refused");
      assertThat(residentMib(server.pid())).isLessThan(RESIDENT_MIB_MAX);
    }
  }

  private static void refusedPushes(Installation installation) throws IOException {
    Pushes pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 3);
    PushRequest right = pushes.text(CUSTOMER, "1", "坏人的秘密");
    LinkedHashMap<String, String> forged = new LinkedHashMap<>(right.query());
    forged.put("msg_signature", "0".repeat(40));
    assertThat(
            pushes.deliver(new PushRequest(forged, right.contentType(), right.body())).statusCode())
        .isEqualTo(403);
    for (String body : new String[] {"坏人的秘密", "{\"Encrypt\":\"坏人的秘密\"}", "<xml>坏人的秘密"}) {
      assertThat(pushes.deliver(new PushRequest(right.query(), "text/plain", body)).statusCode())
          .isBetween(400, 499);
    }
  }

  private static void load(Installation installation) throws IOException {
    Pushes pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 4);
    for (int i = 0; i < 2_000; i++) {
      assertThat(
              pushes.deliver(pushes.text("oLoad" + i % 50, Pushes.msgId(i), "条 " + i)).statusCode())
          .isEqualTo(200);
    }
  }

  private static void answer(
      Installation installation, String conversation, String clientId, String text, String state)
      throws IOException {
    String path = "/api/v1/conversations/" + conversation + "/messages";
    assertThat(
            installation
                .post(
                    path,
                    "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                        .formatted(clientId, text))
                .statusCode())
        .isEqualTo(202);
    Soon.await()
        .until(() ->
            installation
                .get(path)
                .path("messages")
                .valueStream()
                .filter(message -> message.path("client_id").asString("").equals(clientId))
                .anyMatch(message -> message.path("state").asString("").equals(state)));
  }

  private static long residentMib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow()
        / 1024;
  }
}
