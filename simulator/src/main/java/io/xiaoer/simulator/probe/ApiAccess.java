package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the platform lets this machine send for the shop, and by which path. Asked with an
 * open_id that no customer has, so nobody is written to.
 */
final class ApiAccess {
  static final String SEND_PATH = "/channels/ec/commkf/sendmsg";
  private static final String UPLOAD_PATH = "/channels/ec/commkf/cosupload";
  private static final String TOKEN_PATH = "/cgi-bin/stable_token";

  private static final String TOKEN_ID = "api-token-given";
  private static final String TOKEN_TITLE = "The platform gives this machine a token of the shop";
  private static final String PATH_ID = "api-send-path";
  private static final String PATH_TITLE = "Messages of a Store may be sent by this path";

  private static final String ALLOW_LIST =
      "add its public address to the shop's allow list (API IP 白名单, at"
          + " https://developers.weixin.qq.com/platform/)";
  private static final String RIGHT_PATHS =
      "a Store's messages go to " + SEND_PATH + ", its files to " + UPLOAD_PATH;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int FORBIDDEN = 403;
  private static final int SHOWN_CHARS_MAX = 120;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What to ask, and for whom. */
  record Settings(URI baseUrl, String appId, String appSecret, String sendPath) {
    @Override
    public String toString() {
      return "Settings[" + baseUrl + "]"; // The rest are secrets.
    }
  }

  /** What the platform said. */
  private sealed interface Said {
    record Ok(JsonNode body) implements Said {}

    record Refused(int errcode, String errmsg) implements Said {}

    /** HTTP 403 without an errcode. */
    record Forbidden() implements Said {}

    record Nothing(String why) implements Said {}
  }

  private final Settings settings;
  private final HttpClient http;
  private String token = "";

  private ApiAccess(Settings settings, HttpClient http) {
    this.settings = settings;
    this.http = http;
  }

  static List<Check> notAsked() {
    return List.of(
        token(_ -> Finding.skip("not asked: needs --app-secret")),
        path(_ -> Finding.skip("not asked: needs --app-secret")));
  }

  static List<Check> checks(Settings settings) {
    HttpClient http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER) // It would carry the token elsewhere.
            .connectTimeout(PATIENCE)
            .build();
    ApiAccess access = new ApiAccess(settings, http);
    return List.of(token(_ -> access.askForToken()), path(access::askToSend));
  }

  private static Check token(Check.Question question) {
    return new Check(TOKEN_ID, TOKEN_TITLE, Source.stated(Source.TOKEN), question);
  }

  private static Check path(Check.Question question) {
    return new Check(PATH_ID, PATH_TITLE, Source.inferred(Source.SENDING), question);
  }

  private Finding askForToken() throws InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("grant_type", "client_credential")
            .put("appid", settings.appId())
            .put("secret", settings.appSecret())
            .put("force_refresh", false);
    return switch (post(TOKEN_PATH, "", body)) {
      case Said.Ok(JsonNode answer) -> {
        token = answer.path("access_token").asString("");
        yield token.isEmpty()
            ? Finding.fail("no access_token in the answer: look at --api-base-url")
            : Finding.pass("given");
      }
      case Said.Forbidden() -> forbidden();
      case Said.Nothing(String why) -> Finding.fail(why);
      case Said.Refused(int code, String words) ->
          Finding.fail(
              switch (code) {
                case 40164, 61004, 45035 -> notAllowed(code, words);
                case 40001, 40125 -> code + " “" + words + "”: the AppSecret is not this appid's";
                case 40013, 41002 -> code + " “" + words + "”: the appid is not known";
                default -> code + " “" + words + "”";
              });
    };
  }

  private Finding askToSend(Session session) throws InterruptedException {
    if (token.isEmpty()) {
      return Finding.skip("says nothing without a token");
    }
    ObjectNode body =
        JSON.createObjectNode()
            .put("request_id", UUID.randomUUID().toString())
            .put("open_id", session.messages.openId())
            .put("touser", session.messages.openId())
            .put("msgtype", "text")
            .put("msg_type", "text");
    body.putObject("text").put("content", "Xiaoer probe");
    String query = "?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    return switch (post(settings.sendPath(), query, body)) {
      case Said.Ok _ -> Finding.warn("taken, for a customer who does not exist");
      case Said.Forbidden() -> forbidden();
      case Said.Nothing(String why) -> Finding.fail(why);
      case Said.Refused(int code, String words) -> judged(code, words);
    };
  }

  private Finding judged(int code, String words) {
    String said = code + " “" + words + "”";
    boolean right = settings.sendPath().equals(SEND_PATH);
    return switch (code) {
      case 40066 ->
          Finding.fail(
              said
                  + ": the platform knows no path "
                  + settings.sendPath()
                  + "; "
                  + (right ? "look at --api-base-url" : RIGHT_PATHS));
      case 48001, 48004 ->
          right
              ? Finding.warn(
                  said
                      + ": the path is right and the shop may not use it yet; it is so before the"
                      + " switch, after it ask the shop's super-admin")
              : Finding.fail(
                  said + ": " + settings.sendPath() + " is not for a Store; " + RIGHT_PATHS);
      case 40164, 61004, 45035 -> Finding.fail(notAllowed(code, words));
      case 40001, 40014, 42001, 41001 -> Finding.fail(said + ": the token is refused though fresh");
      default ->
          right
              ? Finding.pass("refused for the customer who does not exist: " + said)
              : Finding.warn(said + "; " + RIGHT_PATHS);
    };
  }

  private static Finding forbidden() {
    return Finding.fail(
        "HTTP 403 without an errcode: the platform refused this machine's address; " + ALLOW_LIST);
  }

  private static String notAllowed(int code, String words) {
    return code + " “" + words + "”: this machine's address is refused; " + ALLOW_LIST;
  }

  private Said post(String path, String query, ObjectNode body) throws InterruptedException {
    String base = settings.baseUrl().toString().replaceFirst("/$", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path + query))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return said(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      return new Said.Nothing(
          "no answer from "
              + settings.baseUrl().getHost()
              + " ("
              + e.getClass().getSimpleName()
              + "): name server, firewall or proxy");
    }
  }

  private Said said(HttpResponse<String> response) {
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JacksonException noJson) {
      body = JSON.missingNode();
    }
    int code = body.path("errcode").asInt(0);
    if (code != 0) {
      return new Said.Refused(code, safe(body.path("errmsg").asString("")));
    }
    if (response.statusCode() == FORBIDDEN) {
      return new Said.Forbidden();
    }
    return response.statusCode() == 200 && body.isObject()
        ? new Said.Ok(body)
        : new Said.Nothing(
            "HTTP "
                + response.statusCode()
                + " and no JSON: "
                + settings.baseUrl().getHost()
                + " is not the platform's API");
  }

  /** Short, on one line, and without the shop's secrets. */
  private String safe(String text) {
    String clean = text.replace(settings.appSecret(), "[secret]").replaceAll("\\p{Cntrl}", "?");
    String untold = token.isEmpty() ? clean : clean.replace(token, "[token]");
    return untold.length() <= SHOWN_CHARS_MAX ? untold : untold.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
