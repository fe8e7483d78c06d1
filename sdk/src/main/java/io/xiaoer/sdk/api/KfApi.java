package io.xiaoer.sdk.api;

import io.xiaoer.sdk.api.AccessTokens.Grant;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The customer-service API of one shop. Blocking and thread-safe; keep one per shop, because it
 * keeps the shop's access token.
 *
 * <p>Nothing that the network or the platform does makes it throw, and neither the token nor the
 * secret is in anything it returns.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/API/kf/api_sendmsg">sendmsg on the
 *     platform's pages</a>
 */
public final class KfApi {
  private static final JsonFactory JSON = new JsonFactory();

  private final Line line;
  private final String appId;
  private final Duration deadline;
  private final AccessTokens tokens;

  /**
   * With an HTTP client of its own, which follows no redirects.
   *
   * @param baseUrl {@code https://api.weixin.qq.com}, or a simulator's or proxy's URL
   * @param clock tells when a token is due for renewal
   * @param deadline of one call altogether, a token and a second try included
   * @throws IllegalArgumentException naming the parameter that cannot be used
   */
  public KfApi(
      URI baseUrl, String appId, String appSecret, InstantSource clock, Duration deadline) {
    this(baseUrl, appId, appSecret, clock, checked(deadline), Line.client(deadline));
  }

  /**
   * With a given HTTP client. Its connect timeout decides how soon a dead host is known to be one;
   * it should follow no redirects.
   *
   * @throws IllegalArgumentException naming the parameter that cannot be used
   */
  public KfApi(
      URI baseUrl,
      String appId,
      String appSecret,
      InstantSource clock,
      Duration deadline,
      HttpClient http) {
    if (appId.isBlank()) {
      throw new IllegalArgumentException("app id: blank");
    }
    if (appSecret.isBlank()) {
      throw new IllegalArgumentException("app secret: blank");
    }
    this.line = new Line(http, baseUrl);
    this.appId = appId;
    this.deadline = checked(deadline);
    this.tokens = new AccessTokens(line, appId, appSecret, clock, deadline);
  }

  private static Duration checked(Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: above zero)");
    }
    return deadline;
  }

  /**
   * Sends one message, once. Only a refused access token, with which nothing can have been
   * delivered, is renewed and tried a second time.
   */
  public SendOutcome send(OutgoingMessage message) {
    Deadline end = Deadline.in(deadline);
    String json = json(message);
    String refusedToken = null;
    while (true) {
      Grant grant = tokens.get(refusedToken, end);
      if (grant instanceof Grant.Withheld withheld) {
        return withheld.why();
      }
      String token = ((Grant.Token) grant).value();
      Exchange exchange = post("/channels/ec/commkf/sendmsg", token, json, end);
      ApiError ofToken = errorOfToken(exchange, token);
      if (ofToken == null) {
        return outcome(exchange, token);
      }
      if (refusedToken != null) {
        return new SendOutcome.NotSent(
            "a fresh access token was refused too: errcode "
                + ofToken.errcode()
                + ", rid "
                + ofToken.rid());
      }
      refusedToken = token;
    }
  }

  private Exchange post(String path, String token, String json, Deadline end) {
    String query = "?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    try {
      return Line.await(line.post(path + query, json, end), end);
    } catch (RuntimeException e) {
      // The HTTP client refuses to begin, for example because it was shut down.
      return new Exchange.NotSent(e.getClass().getSimpleName());
    }
  }

  private static @Nullable ApiError errorOfToken(Exchange exchange, String token) {
    return exchange instanceof Exchange.Answered answered
            && answered.answer().errcode() != null
            && ErrorCodes.isOfToken(answered.answer().errcode())
        ? error(answered.answer().errcode(), answered.answer().errmsg(), token)
        : null;
  }

  private static SendOutcome outcome(Exchange exchange, String token) {
    if (exchange instanceof Exchange.NotSent failed) {
      return new SendOutcome.NotSent(failed.cause());
    }
    if (exchange instanceof Exchange.Unknown failed) {
      return new SendOutcome.Unknown(failed.cause());
    }
    Answer answer = ((Exchange.Answered) exchange).answer();
    Integer errcode = answer.errcode();
    if (errcode == null) {
      return new SendOutcome.Unknown("HTTP 200 with an answer that has no errcode");
    }
    return errcode == 0
        ? new SendOutcome.Accepted(answer.msgId())
        : ErrorCodes.outcome(error(errcode, answer.errmsg(), token));
  }

  private static ApiError error(int errcode, String errmsg, String token) {
    return ApiError.of(errcode, errmsg.replace(token, "…"));
  }

  /**
   * Through characters, so that half a surrogate pair costs a question mark and not the message.
   */
  private static String json(OutgoingMessage message) {
    OutgoingMessage.Body body = message.body();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("request_id", message.requestId());
      json.writeStringProperty("open_id", message.openId().value());
      json.writeStringProperty("msg_type", body.msgType());
      json.writeObjectPropertyStart(body.msgType());
      json.writeStringProperty(body.field(), body.value());
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "KfApi[" + appId + " at " + line.base() + "]";
  }
}
