package io.xiaoer.simulator;

import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.fault.FaultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A play in steps, from a file.
 *
 * <pre>
 * seed: 7
 * steps:
 *   - {at: 0, customer: o-lin, says: 在吗？}
 *   - {at: 1.5, customer: o-lin, sends: image}
 *   - {at: 2, fault: duplicate, copies: 3}
 *   - {at: 2, event: channels_ec_order_new, fields: {order_info: {order_id: 3710000}}}
 *   - {at: 5, burst: 50, messages: 4}
 * </pre>
 *
 * <p>{@code at} is in seconds from the beginning. A step may name its {@code shop}; else it is the
 * first.
 */
record Scenario(long seed, List<Step> steps) {
  private static final Set<String> KINDS =
      Set.of("image", "video", "file", "product", "order", "voice", "mumble");
  private static final double AT_SECONDS_MAX = 30 * 86_400;
  private static final int STEPS_MAX = 10_000;
  private static final int BURST_MESSAGES_MAX = 20_000;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What happens, and when. */
  sealed interface Step {
    Duration at();

    record Says(Duration at, String shop, String customer, String text) implements Step {}

    record Sends(Duration at, String shop, String customer, String kind) implements Step {}

    record Strikes(Duration at, Fault fault) implements Step {}

    record Announces(Duration at, String shop, String event, String fieldsJson) implements Step {}

    /** A storm: this many customers with this many messages each, all at once. */
    record Burst(Duration at, String shop, int customers, int messages) implements Step {}
  }

  /** The scenario, or one line that names file, key and mend. */
  sealed interface Read {
    record Good(Scenario scenario) implements Read {}

    record Wrong(String line) implements Read {}
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String key, String mend) {
      super(key + ": " + mend);
    }
  }

  static Read read(Path file) {
    try {
      return new Read.Good(scenario(YAML.readTree(Files.readAllBytes(file))));
    } catch (NoSuchFileException e) {
      return new Read.Wrong(file + ": no such file");
    } catch (IOException e) {
      return new Read.Wrong(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (JacksonException e) {
      return new Read.Wrong(
          file + ": not valid YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (Refused e) {
      return new Read.Wrong(file + ": " + e.getMessage());
    }
  }

  private static Scenario scenario(JsonNode root) throws Refused {
    known(root, Set.of("seed", "steps"), "");
    if (!(root.path("steps") instanceof ArrayNode list) || list.isEmpty()) {
      throw new Refused("steps", "missing (expected: a list of at least one step)");
    }
    if (list.size() > STEPS_MAX) {
      throw new Refused("steps", list.size() + " (expected: at most " + STEPS_MAX + ")");
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      steps.add(step(list.get(i), "steps[" + i + "]"));
    }
    return new Scenario(root.path("seed").asLong(1), List.copyOf(steps));
  }

  private static Step step(JsonNode node, String at) throws Refused {
    double seconds = node.path("at").isNumber() ? node.path("at").asDouble() : -1;
    if (!(seconds >= 0) || seconds > AT_SECONDS_MAX) {
      throw new Refused(at + ".at", node.path("at").asString("missing") + " (expected: seconds)");
    }
    Duration when = Duration.ofMillis(Math.round(seconds * 1_000));
    String shop = node.path("shop").asString("");
    if (node.has("fault")) {
      return switch (FaultJson.read(node)) {
        case FaultJson.Read.Good(Fault fault) -> new Step.Strikes(when, fault);
        case FaultJson.Read.Wrong(String why) -> throw new Refused(at, why);
      };
    }
    if (node.has("event")) {
      known(node, Set.of("at", "shop", "event", "fields"), at + ".");
      String fields = node.path("fields") instanceof ObjectNode object ? object.toString() : "{}";
      return new Step.Announces(when, shop, node.path("event").asString(""), fields);
    }
    if (node.has("burst")) {
      known(node, Set.of("at", "shop", "burst", "messages"), at + ".");
      int customers = node.path("burst").asInt(0);
      int messages = node.path("messages").asInt(1);
      if (customers < 1 || messages < 1 || (long) customers * messages > BURST_MESSAGES_MAX) {
        throw new Refused(
            at + ".burst", "expected: 1 to " + BURST_MESSAGES_MAX + " messages in all");
      }
      return new Step.Burst(when, shop, customers, messages);
    }
    known(node, Set.of("at", "shop", "customer", "says", "sends"), at + ".");
    String customer = node.path("customer").asString("");
    if (customer.isEmpty()) {
      throw new Refused(at, "no customer (expected: customer, fault, event or burst)");
    }
    if (node.has("says")) {
      return new Step.Says(when, shop, customer, node.path("says").asString(""));
    }
    String kind = node.path("sends").asString("");
    if (!KINDS.contains(kind)) {
      throw new Refused(
          at + ".sends",
          kind + " (expected: " + String.join(", ", KINDS.stream().sorted().toList()) + ")");
    }
    return new Step.Sends(when, shop, customer, kind);
  }

  private static void known(JsonNode node, Set<String> names, String at) throws Refused {
    for (String name : node.propertyNames()) {
      if (!names.contains(name)) {
        throw new Refused(
            at + name,
            "unknown key (expected: " + String.join(", ", names.stream().sorted().toList()) + ")");
      }
    }
  }

  /** Sets every step on the platform's clock; returns at once. */
  void playOn(Platform platform) {
    Instant start = platform.clock().instant();
    for (Step step : steps) {
      platform.clock().at(start.plus(step.at()), () -> act(step, platform));
    }
  }

  private static void act(Step step, Platform platform) {
    switch (step) {
      case Step.Says(var at, String shop, String customer, String text) -> {
        String _ = customer(platform, shop, customer).says(text);
      }
      case Step.Sends(var at, String shop, String customer, String kind) -> {
        String _ = send(customer(platform, shop, customer), kind);
      }
      case Step.Strikes(var at, Fault fault) -> platform.next(fault);
      case Step.Announces(var at, String shop, String event, String fields) -> {
        String _ = platform.announces(shopId(platform, shop), event, fields);
      }
      case Step.Burst(var at, String shop, int customers, int messages) -> {
        for (int m = 0; m < messages; m++) {
          for (int c = 0; c < customers; c++) {
            String _ =
                customer(platform, shop, String.format("oStorm%021d", c))
                    .says("第 " + (m + 1) + " 条");
          }
        }
      }
    }
  }

  private static String shopId(Platform platform, String shop) {
    return shop.isEmpty() ? platform.shop().id() : shop;
  }

  private static Customer customer(Platform platform, String shop, String openId) {
    return platform.customer(shopId(platform, shop), openId);
  }

  private static String send(Customer customer, String kind) {
    return switch (kind) {
      case "image" -> customer.sendsImage();
      case "video" -> customer.sendsVideo();
      case "file" -> customer.sendsFile();
      case "product" -> customer.sharesProduct();
      case "order" -> customer.sharesOrder();
      case "voice" -> customer.speaks("请问今天能发货吗？", Duration.ofMillis(3_200));
      case String mumble -> customer.mumbles(Duration.ofMillis(2_600));
    };
  }
}
