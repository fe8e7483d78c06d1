package io.xiaoer.simulator.config;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code simulator.yaml}; the first thing wrong with it becomes one line. */
public final class ConfigurationFile {
  private static final Set<String> TOP = Set.of("simulator");
  private static final Set<String> SIMULATOR = Set.of("port", "time-scale", "shops");
  private static final Set<String> SHOP =
      Set.of(
          "id",
          "name",
          "user-name",
          "app-id",
          "app-secret",
          "token",
          "encoding-aes-key",
          "mode",
          "format",
          "push-url",
          "allowed-addresses");
  private static final double TIME_SCALE_MAX = 1_000_000;
  private static final int SHOPS_MAX = 1_000;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigurationFile() {}

  /** The configuration, or one line that names file, key and mend. */
  public sealed interface Read {
    record Good(Configuration configuration) implements Read {}

    record Wrong(String line) implements Read {}
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String key, String mend) {
      super(key.isEmpty() ? mend : key + ": " + mend);
    }
  }

  public static Read read(Path file) {
    try {
      JsonNode root = YAML.readTree(Files.readAllBytes(file));
      return new Read.Good(configuration(root));
    } catch (NoSuchFileException e) {
      return new Read.Wrong(file + ": no such file");
    } catch (IOException e) {
      return new Read.Wrong(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (JacksonException e) {
      String first = e.getOriginalMessage().lines().findFirst().orElse("");
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      return new Read.Wrong(file + (line > 0 ? ":" + line : "") + ": not valid YAML: " + first);
    } catch (Refused e) {
      return new Read.Wrong(file + ": " + e.getMessage());
    }
  }

  private static Configuration configuration(JsonNode root) throws Refused {
    ObjectNode top = object(root, "");
    known(top, TOP, "");
    ObjectNode simulator = object(top.path("simulator"), "simulator");
    known(simulator, SIMULATOR, "simulator.");
    int port = port(simulator.path("port"));
    double scale = scale(simulator.path("time-scale"));
    if (!(simulator.path("shops") instanceof ArrayNode list) || list.isEmpty()) {
      throw new Refused("simulator.shops", "missing (expected: a list of at least one shop)");
    }
    if (list.size() > SHOPS_MAX) {
      throw new Refused("simulator.shops", list.size() + " (expected: at most " + SHOPS_MAX + ")");
    }
    List<Shop> shops = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<String> appIds = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String at = "simulator.shops[" + i + "]";
      Shop shop = shop(object(list.get(i), at), at + ".");
      if (!ids.add(shop.id())) {
        throw new Refused(at + ".id", shop.id() + " is there twice (expected: one shop each)");
      }
      if (!appIds.add(shop.appId())) {
        throw new Refused(at + ".app-id", "is there twice (expected: one shop each)");
      }
      shops.add(shop);
    }
    return new Configuration(port, scale, shops);
  }

  private static Shop shop(ObjectNode node, String at) throws Refused {
    known(node, SHOP, at);
    String id = required(node, "id", at);
    String key = required(node, "encoding-aes-key", at);
    if (key.length() != Keys.ENCODING_AES_KEY_CHARS) {
      throw new Refused(
          at + "encoding-aes-key",
          key.length() + " characters (expected: " + Keys.ENCODING_AES_KEY_CHARS + ")");
    }
    if (!key.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
      throw new Refused(at + "encoding-aes-key", "has other characters (expected: A-Z a-z 0-9)");
    }
    return new Shop(
        id,
        optional(node, "name", at, id),
        required(node, "user-name", at),
        required(node, "app-id", at),
        required(node, "app-secret", at),
        required(node, "token", at),
        key,
        oneOf(Mode.class, optional(node, "mode", at, "secure"), at + "mode"),
        oneOf(Format.class, optional(node, "format", at, "json"), at + "format"),
        pushUrl(optional(node, "push-url", at, ""), at + "push-url"),
        allowedAddresses(node.path("allowed-addresses"), at));
  }

  private static AllowedAddresses allowedAddresses(JsonNode node, String at) throws Refused {
    if (node.isMissingNode()) {
      return AllowedAddresses.ANY;
    }
    if (!(node instanceof ArrayNode list) || !list.valueStream().allMatch(JsonNode::isString)) {
      throw new Refused(at + "allowed-addresses", "not a list of texts (expected: [10.0.0.0/8])");
    }
    List<String> addresses = list.valueStream().map(JsonNode::stringValue).toList();
    Optional<String> wrong = AllowedAddresses.wrong(addresses);
    if (wrong.isPresent()) {
      throw new Refused(at + "allowed-addresses", wrong.get());
    }
    return new AllowedAddresses(addresses);
  }

  private static ObjectNode object(JsonNode node, String at) throws Refused {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new Refused(
        at,
        at.isEmpty() ? "empty (expected: simulator: …)" : "missing (expected: keys and values)");
  }

  private static void known(ObjectNode node, Set<String> names, String at) throws Refused {
    for (String name : node.propertyNames()) {
      if (!names.contains(name)) {
        throw new Refused(
            at + name,
            "unknown key (expected: " + String.join(", ", names.stream().sorted().toList()) + ")");
      }
    }
  }

  private static String required(ObjectNode node, String name, String at) throws Refused {
    String value = optional(node, name, at, "");
    if (value.isEmpty()) {
      throw new Refused(at + name, "missing");
    }
    return value;
  }

  private static String optional(ObjectNode node, String name, String at, String otherwise)
      throws Refused {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (value.isString()) {
      return value.stringValue();
    }
    // 007 or 1e5 unquoted has already lost its digits; only the writer can put them back.
    throw new Refused(at + name, "not a text (expected: quotes around it)");
  }

  private static int port(JsonNode node) throws Refused {
    if (node.isMissingNode()) {
      return Configuration.PORT;
    }
    if (!node.isIntegralNumber() || node.asLong(-1) < 0 || node.asLong(-1) > 65_535) {
      throw new Refused("simulator.port", node.asString("?") + " (expected: 0 to 65535)");
    }
    return node.asInt();
  }

  private static double scale(JsonNode node) throws Refused {
    if (node.isMissingNode()) {
      return 1;
    }
    double scale = node.isNumber() ? node.asDouble() : 0;
    if (!(scale > 0) || scale > TIME_SCALE_MAX) {
      throw new Refused(
          "simulator.time-scale", node.asString("?") + " (expected: a number above 0)");
    }
    return scale;
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String value, String key)
      throws Refused {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      names.add(name);
    }
    throw new Refused(key, value + " (expected: " + String.join(", ", names) + ")");
  }

  private static @Nullable URI pushUrl(String value, String key) throws Refused {
    if (value.isEmpty()) {
      return null;
    }
    try {
      URI url = new URI(value);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, with all others.
    }
    throw new Refused(key, value + " (expected: http://… or https://…)");
  }
}
