package io.xiaoer.simulator.api;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.customer.Allowance;
import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.customer.Phones;
import io.xiaoer.simulator.error.ApiError;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.http.Answer;
import io.xiaoer.simulator.http.Call;
import io.xiaoer.simulator.http.Endpoint;
import io.xiaoer.simulator.http.Multipart;
import io.xiaoer.simulator.media.Kind;
import io.xiaoer.simulator.media.MediaStore;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.simulator.shop.Shops;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of api.weixin.qq.com a desk calls. Errors come with HTTP status 200, as there.
 *
 * <p>Sources: developers.weixin.qq.com/doc/store/shop/API/kf/api_sendmsg, api_cosupload, and
 * doc/oplatform/developers/api on stable_token.
 */
public final class PlatformApi implements Endpoint {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FILE_BYTES_MAX = 30 * 1024 * 1024;
  private static final int TEXT_BYTES_MAX = 2_048; // A guess: the neighbouring channels' limit.
  private static final int REQUEST_IDS_KEPT_MAX =
      20_000; // How long the platform keeps them: unknown.

  /** Texts with one of these are refused by the simulated risk control. */
  public static final List<String> RISKY_WORDS = List.of("违禁词", "刷单返现", "赌博");

  private record RequestKey(String shop, String requestId) {}

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Shops shops;
  private final Phones phones;
  private final MediaStore media;
  private final Catalog catalog;
  private final Faults faults;
  private final Downloads downloads;
  private final LookUps lookUps;
  private final Tokens tokens;
  private final Quota quota;
  private final Map<RequestKey, String> answered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestKey, String> eldest) {
          return size() > REQUEST_IDS_KEPT_MAX;
        }
      };

  public PlatformApi(
      InstantSource clock,
      RandomGenerator random,
      Shops shops,
      Phones phones,
      MediaStore media,
      Catalog catalog,
      Faults faults,
      Supplier<URI> baseUrl) {
    this.clock = clock;
    this.random = random;
    this.shops = shops;
    this.phones = phones;
    this.media = media;
    this.catalog = catalog;
    this.faults = faults;
    this.downloads = new Downloads(media, faults, baseUrl);
    this.lookUps = new LookUps(catalog, baseUrl);
    this.tokens = new Tokens(clock, random);
    this.quota = new Quota(clock);
  }

  @Override
  public Optional<Answer> answer(Call call) {
    return switch (call.path()) {
      case "/cgi-bin/stable_token" -> Optional.of(stableToken(call));
      case "/cgi-bin/token" -> Optional.of(olderToken(call));
      case MediaStore.DOWNLOAD_PATH -> Optional.of(downloads.underFaults(call));
      case MediaStore.VIEW_PATH -> Optional.of(downloads.plain(call));
      case String path when path.startsWith("/cgi-bin/") || path.startsWith("/channels/") ->
          Optional.of(underFaults(call));
      case String elsewhere -> Optional.empty();
    };
  }

  // --- tokens

  private Answer stableToken(Call call) {
    if (!call.isPost()) {
      return refuse(ApiError.POST_ONLY);
    }
    return switch (json(call)) {
      case Read.Wrong(ApiError error) -> refuse(error);
      case Read.Fields(ObjectNode body) -> {
        Optional<ApiError> wrong =
            wrongCredentials(body.path("grant_type"), "client_credential", body);
        if (wrong.isPresent()) {
          yield refuse(wrong.get());
        }
        Shop shop = shops.findByAppId(body.path("appid").asString("")).orElseThrow();
        if (!shop.allowedAddresses().allows(call.remoteAddress())) {
          yield refuseForToken(call, shop);
        }
        Optional<ApiError> full = book(shop.id(), call);
        if (full.isPresent()) {
          yield refuse(full.get());
        }
        yield switch (tokens.stable(shop, body.path("force_refresh").asBoolean(false))) {
          case Tokens.Given.Token token -> given(token);
          // Which codes these two have is a guess.
          case Tokens.Given.ForcedTooSoon() -> refuse(ApiError.MINUTE_QUOTA);
          case Tokens.Given.ForcedTooOften() -> refuse(ApiError.DAY_QUOTA);
        };
      }
    };
  }

  private Answer olderToken(Call call) {
    if (!call.isGet()) {
      return refuse(ApiError.GET_ONLY);
    }
    ObjectNode query = JSON.createObjectNode();
    call.query().forEach(query::put);
    Optional<ApiError> wrong =
        wrongCredentials(query.path("grant_type"), "client_credential", query);
    if (wrong.isPresent()) {
      return refuse(wrong.get());
    }
    Shop shop = shops.findByAppId(query.path("appid").asString("")).orElseThrow();
    if (!shop.allowedAddresses().allows(call.remoteAddress())) {
      return refuseForToken(call, shop);
    }
    Optional<ApiError> full = book(shop.id(), call);
    return full.isPresent() ? refuse(full.get()) : given(tokens.older(shop));
  }

  /** The one refusal that names the address in its middle. */
  private Answer refuseForToken(Call call, Shop shop) {
    if (shop.allowedAddresses().bare()) {
      return forbidden();
    }
    return refuse(
        ApiError.NOT_ON_ALLOW_LIST.code(),
        "invalid ip " + call.remoteAddress() + ", not in whitelist");
  }

  private Optional<ApiError> book(String shopId, Call call) {
    return faults.quotaUsedUp() ? Optional.of(ApiError.DAY_QUOTA) : quota.book(shopId, call.path());
  }

  private Optional<ApiError> wrongCredentials(JsonNode grantType, String expected, ObjectNode in) {
    String appId = in.path("appid").asString("");
    String secret = in.path("secret").asString("");
    if (!grantType.asString("").equals(expected)) {
      return Optional.of(ApiError.GRANT_TYPE);
    }
    if (appId.isEmpty()) {
      return Optional.of(ApiError.APPID_MISSING);
    }
    if (secret.isEmpty()) {
      return Optional.of(ApiError.SECRET_MISSING);
    }
    Optional<Shop> shop = shops.findByAppId(appId);
    if (shop.isEmpty()) {
      return Optional.of(ApiError.APPID);
    }
    return same(shop.get().appSecret(), secret) ? Optional.empty() : Optional.of(ApiError.SECRET);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer given(Tokens.Given.Token token) {
    return Answer.json(
        200,
        JSON.createObjectNode()
            .put("access_token", token.token())
            .put("expires_in", token.expiresInSeconds()));
  }

  // --- calls with a token

  private Answer underFaults(Call call) {
    Optional<Fault.OnApi> fault = faults.takeOnApi();
    if (fault.isEmpty()) {
      return withToken(call);
    }
    return switch (fault.get()) {
      case Fault.AcceptThenHangUp() -> {
        Answer unheard = withToken(call);
        yield unheard instanceof Answer.Late ? unheard : new Answer.HangUp();
      }
      case Fault.HangUp() -> new Answer.HangUp();
      case Fault.Refuse(int code, String message) -> refuse(code, message);
      case Fault.AnswerSlowly(var delay) -> new Answer.Late(delay, withToken(call));
      case Fault.KillTokens() -> {
        tokens.killAll();
        yield withToken(call);
      }
      case Fault.UseUpQuota() -> {
        faults.useUpQuotaUntil(quota.midnight());
        yield withToken(call);
      }
      case Fault.NotOnAllowList() -> refuse(ApiError.ADDRESS_NOT_REGISTERED, call.remoteAddress());
      case Fault.Forbid() -> forbidden();
    };
  }

  private static Answer forbidden() {
    return Answer.text(403, "Forbidden");
  }

  private Answer withToken(Call call) {
    Optional<String> token = call.parameter("access_token");
    if (token.isEmpty()) {
      return refuse(ApiError.TOKEN_MISSING);
    }
    return switch (tokens.check(token.get())) {
      case Tokens.Checked.Invalid() -> refuse(ApiError.TOKEN_INVALID);
      case Tokens.Checked.Expired() -> refuse(ApiError.TOKEN_EXPIRED);
      case Tokens.Checked.Valid(String shopId) -> {
        Shop shop = shops.find(shopId).orElseThrow();
        if (!shop.allowedAddresses().allows(call.remoteAddress())) {
          yield shop.allowedAddresses().bare()
              ? forbidden()
              : refuse(ApiError.ADDRESS_NOT_REGISTERED, call.remoteAddress());
        }
        Optional<ApiError> full = book(shopId, call);
        yield full.isPresent() ? refuse(full.get()) : route(call, shop);
      }
    };
  }

  private Answer route(Call call, Shop shop) {
    if (call.path().equals("/cgi-bin/getcallbackip")) {
      return call.isGet() ? callbackAddresses() : refuse(ApiError.GET_ONLY);
    }
    return switch (call.path()) {
      case "/channels/ec/commkf/sendmsg" -> posted(call, body -> sendMessage(shop, body));
      case "/channels/ec/commkf/cosupload" ->
          call.isPost() ? upload(call, shop) : refuse(ApiError.POST_ONLY);
      case "/channels/ec/order/get" ->
          posted(call, body -> lookedUp(lookUps.order(shop, body), "order_id"));
      case "/channels/ec/product/get" ->
          posted(call, body -> lookedUp(lookUps.product(body), "product_id"));
      // For accounts that are no Store.
      case "/cgi-bin/message/custom/send" -> posted(call, _ -> refuse(ApiError.UNAUTHORIZED));
      case String elsewhere -> refuse(ApiError.URL);
    };
  }

  private interface Action {
    Answer on(ObjectNode body);
  }

  private Answer posted(Call call, Action action) {
    if (!call.isPost()) {
      return refuse(ApiError.POST_ONLY);
    }
    return switch (json(call)) {
      case Read.Wrong(ApiError error) -> refuse(error);
      case Read.Fields(ObjectNode body) -> action.on(body);
    };
  }

  private Answer callbackAddresses() {
    ObjectNode answer = JSON.createObjectNode();
    shops.pushSources().forEach(answer.putArray("ip_list")::add);
    return Answer.json(200, answer);
  }

  // --- sendmsg

  private Answer sendMessage(Shop shop, ObjectNode body) {
    String openId = body.path("open_id").asString("");
    String requestId = body.path("request_id").asString("");
    if (openId.isEmpty()) {
      return refuse(ApiError.OPENID);
    }
    if (requestId.isEmpty()) {
      return send(shop, openId, body);
    }
    // The same request_id twice at once must not become two messages.
    synchronized (answered) {
      String before = answered.get(new RequestKey(shop.id(), requestId));
      if (before != null) {
        return sent(before); // What a duplicate returns is a guess.
      }
      return send(shop, openId, body);
    }
  }

  private Answer send(Shop shop, String openId, ObjectNode body) {
    return switch (content(shop, body)) {
      case Wanted.Wrong(ApiError error, String detail) -> refuse(error, detail);
      case Wanted.Good(Content content) ->
          switch (phones.hear(shop, openId, content)) {
            case Phones.Heard.Taken(var message) -> {
              String requestId = body.path("request_id").asString("");
              if (!requestId.isEmpty()) {
                answered.put(new RequestKey(shop.id(), requestId), message.msgId());
              }
              yield sent(message.msgId());
            }
            case Phones.Heard.NeverTalked() -> refuse(ApiError.OPENID);
            case Phones.Heard.OverAllowance(Allowance allowance) ->
                switch (allowance) {
                  case Allowance.UsedUp usedUp -> refuse(ApiError.ALLOWANCE_USED_UP);
                  case Allowance.WindowClosed closed -> refuse(ApiError.WINDOW_CLOSED);
                  case Allowance.Granted granted -> refuse(ApiError.BUSY);
                };
          };
    };
  }

  private sealed interface Wanted {
    record Good(Content content) implements Wanted {}

    record Wrong(ApiError error, String detail) implements Wanted {}
  }

  private Wanted content(Shop shop, ObjectNode body) {
    return switch (body.path("msg_type").asString("")) {
      case "text" -> text(body.path("text").path("content").asString(""));
      case "image" -> uploaded(shop, Kind.IMAGE, body.path("image"), url -> new Content.Image(url));
      case "video" ->
          uploaded(shop, Kind.VIDEO, body.path("video"), url -> new Content.Video(url, "", 0));
      case "file" -> uploaded(shop, Kind.FILE, body.path("file"), url -> new Content.File(url));
      case "product_share" -> {
        String id = body.path("product_share").path("product_id").asString("");
        yield catalog.product(id).isPresent()
            ? new Wanted.Good(new Content.ProductShare(id))
            : new Wanted.Wrong(ApiError.ARGUMENTS, "product_id");
      }
      case "order_share" -> {
        String id = body.path("order_share").path("order_id").asString("");
        yield catalog.order(shop.id(), id).isPresent()
            ? new Wanted.Good(new Content.OrderShare(id))
            : new Wanted.Wrong(ApiError.ARGUMENTS, "order_id");
      }
      case String unknown -> new Wanted.Wrong(ApiError.ARGUMENTS, "msg_type");
    };
  }

  private static Wanted text(String text) {
    if (text.isEmpty()) {
      return new Wanted.Wrong(ApiError.ARGUMENTS, "text.content");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX) {
      return new Wanted.Wrong(ApiError.TEXT_TOO_LONG, "");
    }
    return RISKY_WORDS.stream().anyMatch(text::contains)
        ? new Wanted.Wrong(ApiError.RISKY, "")
        : new Wanted.Good(new Content.Text(text));
  }

  private interface FromUrl {
    Content of(String url);
  }

  private Wanted uploaded(Shop shop, Kind kind, JsonNode fields, FromUrl content) {
    String url = fields.path("cos_url").asString("");
    boolean known =
        media
            .findByUrl(url)
            .filter(file -> file.shop().equals(shop.id()) && file.kind() == kind)
            .isPresent();
    return known
        ? new Wanted.Good(content.of(url))
        : new Wanted.Wrong(ApiError.ARGUMENTS, "cos_url");
  }

  private Answer sent(String msgId) {
    return ok(JSON.createObjectNode().put("msg_id", msgId));
  }

  // --- files

  private Answer upload(Call call, Shop shop) {
    return switch (Multipart.parse(call)) {
      case Multipart.Parsed.Malformed(String why) -> refuse(ApiError.ARGUMENTS, why);
      case Multipart.Parsed.Parts(Multipart form) -> {
        Multipart.Part file = form.parts().get("file");
        Multipart.Part openId = form.parts().get("open_id");
        Multipart.Part type = form.parts().get("msg_type");
        Optional<Kind> kind = type == null ? Optional.empty() : Kind.named(type.text());
        if (kind.isEmpty()) {
          yield refuse(ApiError.ARGUMENTS, "msg_type");
        }
        if (openId == null || phones.find(shop.id(), openId.text()).isEmpty()) {
          yield refuse(ApiError.OPENID);
        }
        if (file == null || file.bytes().length == 0) {
          yield refuse(ApiError.FILE_EMPTY);
        }
        if (file.bytes().length > FILE_BYTES_MAX) {
          yield refuse(ApiError.FILE_TOO_LARGE);
        }
        String name = file.fileName() == null ? "file" : file.fileName();
        String contentType =
            file.contentType() == null ? "application/octet-stream" : file.contentType();
        String url =
            media.keep(shop.id(), openId.text(), kind.get(), name, contentType, file.bytes());
        yield ok(JSON.createObjectNode().put("cos_url", url));
      }
    };
  }

  private Answer lookedUp(Optional<ObjectNode> found, String field) {
    return found.map(PlatformApi::ok).orElseGet(() -> refuse(ApiError.ARGUMENTS, field));
  }

  // --- shapes

  private sealed interface Read {
    record Fields(ObjectNode body) implements Read {}

    record Wrong(ApiError error) implements Read {}
  }

  private static Read json(Call call) {
    if (call.body().length == 0) {
      return new Read.Wrong(ApiError.BODY_EMPTY);
    }
    try {
      return JSON.readTree(call.body()) instanceof ObjectNode object
          ? new Read.Fields(object)
          : new Read.Wrong(ApiError.NOT_JSON);
    } catch (JacksonException e) {
      return new Read.Wrong(ApiError.NOT_JSON);
    }
  }

  private static Answer ok(ObjectNode answer) {
    return Answer.json(200, answer.put("errcode", 0).put("errmsg", "ok"));
  }

  private Answer refuse(ApiError error) {
    return refuse(error.code(), error.message());
  }

  private Answer refuse(ApiError error, String detail) {
    return refuse(
        error.code(), detail.isEmpty() ? error.message() : error.message() + ", " + detail);
  }

  private Answer refuse(int code, String message) {
    // Three groups of hexadecimal digits, the first the time, as in published answers.
    String rid =
        String.format(
            Locale.ROOT,
            "%08x-%08x-%08x",
            clock.instant().getEpochSecond(),
            random.nextInt(),
            random.nextInt());
    return Answer.json(
        200, JSON.createObjectNode().put("errcode", code).put("errmsg", message + " rid: " + rid));
  }
}
