package io.xiaoer.simulator;

import io.xiaoer.simulator.customer.MessageIds;
import io.xiaoer.simulator.customer.Storm;
import io.xiaoer.simulator.fault.FaultJson;
import io.xiaoer.simulator.fault.FaultOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
      Set.of("image", "video", "file", "product", "order", "voice", "mumble", "unknown");
  private static final double AT_SECONDS_MAX = 30 * 86_400;
  private static final int STEPS_MAX = 10_000;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What happens, and when. */
  sealed interface Step {
    Duration at();

    record Says(Duration at, String shop, String customer, String text) implements Step {}

    record Sends(Duration at, String shop, String customer, String kind) implements Step {}

    record Strikes(Duration at, FaultOrder order) implements Step {}

    record Announces(Duration at, String shop, String event, String fieldsJson) implements Step {}

    record Burst(Duration at, String shop, Storm storm) implements Step {}
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
      return switch (FaultJson.read(node, "at")) {
        case FaultJson.Read.Good(FaultOrder order) -> new Step.Strikes(when, order);
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
      if (!Storm.possible(customers, messages)) {
        throw new Refused(at + ".burst", "expected: " + Storm.bounds());
      }
      return new Step.Burst(when, shop, new Storm(customers, messages));
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

  /**
   * Plays the steps one after another by the platform's clock; returns at once. Steps due at one
   * moment keep the file's order, and a late one delays those after it: only so is a fault before
   * the message it stands before, also where time is real.
   */
  void playOn(Platform platform) {
    List<Step> inTime = steps.stream().sorted(Comparator.comparing(Step::at)).toList();
    Stage stage = new Stage(platform, platform.phones().play(seed), platform.clock().instant());
    stage.playFrom(inTime, 0);
  }

  private record Stage(Platform platform, MessageIds.Play ids, Instant begin) {

    void playFrom(List<Step> steps, int number) {
      if (number < steps.size()) {
        Step step = steps.get(number);
        platform
            .clock()
            .at(
                begin.plus(step.at()),
                () -> {
                  act(step);
                  playFrom(steps, number + 1);
                });
      }
    }

    private void act(Step step) {
      switch (step) {
        case Step.Says(Duration at, String shop, String customer, String text) ->
            pushed(at, customer(at, shop, customer).says(text));
        case Step.Sends(Duration at, String shop, String customer, String kind) ->
            pushed(at, send(customer(at, shop, customer), kind));
        case Step.Strikes(Duration at, FaultOrder order) -> platform.order(order);
        case Step.Announces(Duration at, String shop, String event, String fields) ->
            pushed(at, platform.announces(shopId(shop), event, fields, () -> ids.next(at)));
        case Step.Burst(Duration at, String shop, Storm storm) ->
            storm.breakLoose((openId, name, content) -> {
              platform.phones().open(shopId(shop), openId, name);
              Customer customer = customer(at, shop, openId);
              pushed(at, platform.say(customer, content, () -> ids.next(at)));
            });
      }
    }

    private void pushed(Duration at, String id) {
      platform.played().add(at, id);
    }

    private String shopId(String shop) {
      return shop.isEmpty() ? platform.shop().id() : shop;
    }

    private Customer customer(Duration at, String shop, String openId) {
      Customer known = platform.customer(shopId(shop), openId);
      return new Customer(platform, known.shop(), openId, () -> ids.next(at));
    }
  }

  private static String send(Customer customer, String kind) {
    return switch (kind) {
      case "image" -> customer.sendsImage();
      case "video" -> customer.sendsVideo();
      case "file" -> customer.sendsFile();
      case "product" -> customer.sharesProduct();
      case "order" -> customer.sharesOrder();
      case "voice" -> customer.speaks("请问今天能发货吗？", Duration.ofMillis(3_200));
      case "unknown" -> customer.sendsUnknown("location", "{\"label\":\"西湖\"}");
      case String mumble -> customer.mumbles(Duration.ofMillis(2_600));
    };
  }
}
