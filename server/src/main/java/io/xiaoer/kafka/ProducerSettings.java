package io.xiaoer.kafka;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/**
 * The settings of the producer: those that are written, over some of ours, under those on which
 * order and completeness rest.
 */
final class ProducerSettings {
  private static final String KEY = "xiaoer.kafka.";
  private static final String PROPERTIES = KEY + "properties.";

  /** What Kafka takes for a topic's name. */
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /**
   * Nothing behind an event that is not acknowledged may reach the brokers: one request at a time,
   * tried for as long as it takes.
   */
  private static final Map<String, Object> FIXED =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1,
          ProducerConfig.RETRIES_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          5_000);

  private static final List<String> NOT_OURS =
      List.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG);

  /** A push has 1 MiB at most, and its text may stand in an event twice. */
  private static final int REQUEST_BYTES_MAX = 4 << 20;

  private ProducerSettings() {}

  static Map<String, Object> of(Settings.Kafka written) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "xiaoer");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
    settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.putAll(written.properties());
    settings.putAll(FIXED);
    return settings;
  }

  /** Throws {@link BadSettings}; what it says of a secret does not repeat it. */
  static void check(Settings.Kafka written) {
    List<Problem> problems = new ArrayList<>();
    if (!TOPIC.matcher(written.topic()).matches()) {
      problems.add(
          new Problem(
              KEY + "topic",
              "'%s' (expected: up to 249 letters, digits, dots, underscores and hyphens)"
                  .formatted(written.topic())));
    }
    Map<String, String> properties = new TreeMap<>(written.properties());
    if (properties.getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
      problems.add(
          new Problem(
              PROPERTIES + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
              "missing (expected: the brokers, as broker1:9092,broker2:9092)"));
    }
    ConfigDef known = ProducerConfig.configDef();
    Map<String, String> checked = new HashMap<>();
    properties.forEach((name, value) -> {
      if (FIXED.containsKey(name) || NOT_OURS.contains(name)) {
        problems.add(
            new Problem(
                PROPERTIES + name, "set by xiaoer, which keeps the order by it (leave it out)"));
      } else if (!known.names().contains(name)) {
        problems.add(
            new Problem(
                PROPERTIES + name, "no setting of a producer (expected: as Kafka names them)"));
      } else {
        checked.put(name, value);
      }
    });
    for (ConfigValue value : known.validate(checked)) {
      if (checked.containsKey(value.name()) && !value.errorMessages().isEmpty()) {
        ConfigDef.ConfigKey key = known.configKeys().get(value.name());
        boolean secret = key == null || key.type == ConfigDef.Type.PASSWORD;
        problems.add(
            new Problem(
                PROPERTIES + value.name(),
                secret ? "cannot be read" : String.join("; ", value.errorMessages())));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }
}
