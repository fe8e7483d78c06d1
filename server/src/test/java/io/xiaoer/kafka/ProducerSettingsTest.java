package io.xiaoer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a configuration before a broker is asked. */
class ProducerSettingsTest {
  @Test
  void whatKafkaNamesIsTakenAndOrderDoesNotDependOnIt() {
    Settings.Kafka written =
        written("events", Map.of("security.protocol", "SASL_SSL", "compression.type", "gzip"));
    assertThatCode(() -> ProducerSettings.check(written)).doesNotThrowAnyException();
    assertThat(ProducerSettings.of(written))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("max.in.flight.requests.per.connection", 1);
  }

  @ParameterizedTest
  @CsvSource({
    "acks,1",
    "enable.idempotence,false",
    "max.in.flight.requests.per.connection,5",
    "delivery.timeout.ms,1000",
    "partitioner.ignore.keys,true",
    "transactional.id,x",
    "value.serializer,x"
  })
  void whatOrderDependsOnIsNotForTheFile(String name, String value) {
    assertThat(problems(written("events", Map.of(name, value))))
        .extracting(Problem::key)
        .containsExactly("xiaoer.kafka.properties." + name);
  }

  @Test
  void everyMistakeIsNamedAndNoSecretRepeated() {
    List<Problem> problems =
        problems(
            new Settings.Kafka(
                "a topic",
                Map.of(
                    "botstrap.servers", "a:1",
                    "linger.ms", "soon",
                    "sasl.jaas.config", "secret")));
    assertThat(problems)
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "xiaoer.kafka.topic",
            "xiaoer.kafka.properties.bootstrap.servers",
            "xiaoer.kafka.properties.botstrap.servers",
            "xiaoer.kafka.properties.linger.ms");
    assertThat(problems.toString()).doesNotContain("secret");
    assertThat(written("x", Map.of()).toString()).isEqualTo("Kafka[x]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "事件"})
  void aTopicHasANameThatKafkaTakes(String topic) {
    assertThat(problems(written(topic, Map.of())))
        .extracting(Problem::key)
        .containsExactly("xiaoer.kafka.topic");
  }

  private static Settings.Kafka written(String topic, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", "broker1:9092,broker2:9092");
    return new Settings.Kafka(topic, properties);
  }

  private static List<Problem> problems(Settings.Kafka written) {
    try {
      ProducerSettings.check(written);
      return List.of();
    } catch (BadSettings e) {
      return e.problems();
    }
  }
}
