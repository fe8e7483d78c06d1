package io.xiaoer.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Absence;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.broker.Broker;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running server and a real broker, which dies and comes back. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class RelayTest {
  private static final int CUSTOMERS = 5;
  private static final int AT_ONCE = 15;

  /** Twice in an event, which is then more than brokers take unless told otherwise. */
  private static final int LARGE = 600_000;

  @Parameter Engine engine;
  @TempDir static Path folder;
  private static Broker broker;
  private static Engine storedOn;
  private static String topic;
  private static TestServer server;

  @BeforeAll
  static void startBroker() {
    broker = new Broker(folder.resolve("broker"));
    broker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    storedOn = engine;
    topic = "xiaoer.events." + engine.name().toLowerCase(Locale.ROOT);
    server = startServer();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private static TestServer startServer() {
    return TestServer.start(
        storedOn,
        folder.resolve(storedOn.name()),
        Stream.of(
                TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")),
                new String[] {
                  "xiaoer.kafka.topic=" + topic,
                  "xiaoer.kafka.properties.bootstrap.servers=" + broker.address(),
                  "xiaoer.kafka.properties.reconnect.backoff.max.ms=200"
                })
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  @Test
  void anEventHasTheFormThatKafkasBindingAsksFor() {
    writes("oForm");
    ConsumerRecord<String, String> record =
        await(all -> all.stream().anyMatch(one -> openId(one).equals("oForm"))).stream()
            .filter(one -> openId(one).equals("oForm"))
            .findFirst()
            .orElseThrow();
    assertThat(record.key()).isEqualTo("main|oForm");
    assertThat(
            new String(record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
        .isEqualTo("application/cloudevents+json");
    JsonNode event = JsonMapper.shared().readTree(record.value());
    assertThat(event.path("specversion").asString()).isEqualTo("1.0");
    assertThat(event.path("type").asString()).isEqualTo("message.received");
    assertThat(event.path("partitionkey").asString()).isEqualTo(record.key());
    assertThat(event.path("id").asString()).isEqualTo("log-" + event.path("sequence").asString());
    assertThat(event.path("data").path("message").path("text").path("content").asString())
        .isEqualTo("在吗");
  }

  @Test
  void aBrokerKilledAmongPushesCostsNothingButTime() {
    long before = server.get("/api/v1/events?limit=1000").path("last_seq").asLong();
    writeSome();
    broker.kill();
    writeSome();
    Soon.await().until(() -> lag() > 0 && metric() > 0);
    broker.start();
    writeSome();
    closes("oCustomer1");
    Soon.await().atMost(Duration.ofSeconds(60)).until(() -> lag() == 0 && metric() == 0);

    Set<String> kept = new LinkedHashSet<>();
    for (JsonNode entry : server.get("/api/v1/events?limit=1000&after=" + before).path("events")) {
      kept.add("log-" + entry.path("seq").asString());
    }
    assertThat(kept).hasSize(3 * AT_ONCE);
    List<ConsumerRecord<String, String>> records =
        await(all ->
            ids(all).containsAll(kept)
                && all.stream().anyMatch(one -> type(one).equals("conversation.closed")));
    Map<String, List<Long>> places = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (ConsumerRecord<String, String> record : records) {
      if (id(record).startsWith("log-") && seen.add(id(record))) {
        places
            .computeIfAbsent(record.key(), _ -> new ArrayList<>())
            .add(Long.parseLong(id(record).substring("log-".length())));
      }
    }
    assertThat(places.values())
        .hasSizeGreaterThanOrEqualTo(CUSTOMERS)
        .allSatisfy(one -> assertThat(one).isSorted());
  }

  @Test
  void whatBrokersRefuseIsNotSkippedAndNothingPassesIt() throws Exception {
    writes("oBefore");
    await(all -> all.stream().anyMatch(one -> openId(one).equals("oBefore")));
    Soon.await().until(() -> lag() == 0);
    writes("oLarge", "x".repeat(LARGE));
    writes("oLarge");
    Soon.await().until(() -> lag() >= 2);
    Absence.holdsFor(Duration.ofSeconds(2), () -> assertThat(of("oLarge")).isEmpty());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      ConfigEntry more = new ConfigEntry("max.message.bytes", String.valueOf(4 << 20));
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(new AlterConfigOp(more, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
    Soon.await().until(() -> lag() == 0);
    assertThat(of("oLarge").stream().map(one -> one.value().length() > LARGE))
        .containsExactly(true, false);
  }

  private static List<ConsumerRecord<String, String>> of(String openId) {
    return await(_ -> true).stream()
        .filter(one -> openId(one).equals(openId) && type(one).equals("message.received"))
        .toList();
  }

  @Test
  void aServerThatWasStoppedGoesOnWhereItWas() {
    writes("oStopped");
    await(all -> all.stream().anyMatch(one -> openId(one).equals("oStopped")));
    Soon.await().until(() -> lag() == 0);
    server.close();
    server = startServer();
    writes("oStarted");
    List<ConsumerRecord<String, String>> after =
        await(all -> all.stream().anyMatch(one -> openId(one).equals("oStarted")));
    assertThat(after.stream().filter(one -> openId(one).equals("oStopped")).map(RelayTest::id))
        .as("nothing twice")
        .doesNotHaveDuplicates();
  }

  private static void writeSome() {
    for (int i = 0; i < AT_ONCE; i++) {
      writes("oCustomer" + i % CUSTOMERS);
    }
  }

  private static void writes(String openId) {
    writes(openId, "在吗");
  }

  private static void writes(String openId, String text) {
    assertThat(
            new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
                .push(TestPlatform.text(openId, TestPlatform.nextMsgId(), text))
                .body())
        .isEqualTo("success");
  }

  private static void closes(String openId) {
    String id =
        Soon.find(
            "a conversation of " + openId,
            () ->
                server
                    .get("/api/v1/conversations?limit=200")
                    .path("conversations")
                    .valueStream()
                    .filter(one -> one.path("open_id").asString().equals(openId))
                    .map(one -> one.path("id").asString())
                    .findFirst());
    HttpResponse<String> closed =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/conversations/" + id + "/close"))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(closed.statusCode()).isEqualTo(200);
  }

  /** As the system page has it. */
  private static long lag() {
    return server
        .get("/api/v1/admin/system")
        .path("readers")
        .valueStream()
        .filter(one -> one.path("reader").asString().equals("kafka"))
        .mapToLong(one -> one.path("lag").asLong())
        .sum();
  }

  private static long metric() {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                .header("Authorization", "Bearer " + TestServer.API_KEY))
        .body()
        .lines()
        .filter(line -> line.startsWith("xiaoer_kafka_lag "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** All that the topic has, when it is enough. */
  private static List<ConsumerRecord<String, String>> await(
      Predicate<List<ConsumerRecord<String, String>>> enough) {
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          Soon.await().until(() -> consumer.partitionsFor(topic), made -> !made.isEmpty()).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Soon.await()
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            return ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())
                && enough.test(found);
          });
    }
    return found;
  }

  private static Set<String> ids(List<ConsumerRecord<String, String>> records) {
    Set<String> ids = new LinkedHashSet<>();
    records.forEach(one -> ids.add(id(one)));
    return ids;
  }

  private static String id(ConsumerRecord<String, String> record) {
    return JsonMapper.shared().readTree(record.value()).path("id").asString("");
  }

  private static String type(ConsumerRecord<String, String> record) {
    return JsonMapper.shared().readTree(record.value()).path("type").asString("");
  }

  private static String openId(ConsumerRecord<String, String> record) {
    return JsonMapper.shared().readTree(record.value()).path("data").path("open_id").asString("");
  }
}
