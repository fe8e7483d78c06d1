package io.xiaoer.sdk.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
  /** As long a line as web servers commonly take: what is longer could not be fetched. */
  private static final int cosUrlCharsMax = 8_192;

  /** A product comes with its whole description and all of its variants. */
  private static final int lookUpBytesMax = 4 * 1024 * 1024;

  /** What is on sale, and not the draft beside it. */
  private static final int onlineDataType = 1;

  private final HttpTransport line;
  private final String appId;
  private final Duration deadline;
  private final Calls calls;
  private final RandomGenerator random;

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
    this(baseUrl, appId, appSecret, clock, checked(deadline), HttpTransport.client(deadline));
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
    this(baseUrl, appId, appSecret, clock, deadline, http, new SecureRandom());
  }

  /**
   * @param random spreads the renewals of tokens, and makes the boundaries of uploads
   */
  KfApi(
      URI baseUrl,
      String appId,
      String appSecret,
      InstantSource clock,
      Duration deadline,
      HttpClient http,
      RandomGenerator random) {
    if (appId.isBlank()) {
      throw new IllegalArgumentException("app id: blank");
    }
    if (appSecret.isBlank()) {
      throw new IllegalArgumentException("app secret: blank");
    }
    this.line = new HttpTransport(http, baseUrl);
    this.appId = appId;
    this.deadline = checked(deadline);
    this.random = random;
    this.calls = new Calls(line, new AccessTokens(line, appId, appSecret, clock, deadline, random));
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
    OutgoingMessage.Body body = message.body();
    Request request =
        Request.json(
            ApiPaths.sendMessage,
            json -> {
              json.writeStringProperty("request_id", message.requestId());
              json.writeStringProperty("open_id", message.openId().value());
              json.writeStringProperty("msg_type", body.msgType());
              json.writeObjectPropertyStart(body.msgType());
              json.writeStringProperty(body.field(), body.value());
              json.writeEndObject();
            });
    CallResult called = calls.make(request, Deadline.in(deadline));
    if (called instanceof CallResult.Failed failed) {
      return notAccepted(failed.why());
    }
    Answer answer = ((CallResult.Answered) called).answer();
    return answer.errcode() == null
        ? new SendOutcome.Unknown("HTTP 200 with an answer that has no errcode")
        : new SendOutcome.Accepted(answer.body().text("msg_id"));
  }

  /**
   * Uploads one file, as it is read, so that a message can show it. Renews a refused access token
   * like {@link #send}, and then reads the source from its beginning again.
   *
   * @param deadline of this call altogether; 30 MB over a line of 10 Mbit/s take half a minute
   */
  public UploadOutcome upload(Upload upload, Duration deadline) {
    Deadline end = Deadline.in(checked(deadline));
    long length = upload.source().length();
    if (length <= 0) {
      return new UploadOutcome.Empty();
    }
    if (length > Upload.bytesMax) {
      return new UploadOutcome.TooLarge(length);
    }
    Multipart form = new Multipart(upload, random);
    try (UploadReading reading = new UploadReading(upload.source(), length)) {
      Request request =
          Request.form(ApiPaths.upload, form.contentType(), () -> form.body(reading, length));
      CallResult called = calls.make(request, end);
      return called instanceof CallResult.Answered answered
          ? uploaded(upload.kind(), answered.answer())
          : notUploaded(((CallResult.Failed) called).why(), reading.problem());
    }
  }

  private static UploadOutcome uploaded(UploadKind kind, Answer answer) {
    String cosUrl = answer.body().text("cos_url");
    return cosUrl.isBlank() || cosUrl.length() > cosUrlCharsMax
        ? new UploadOutcome.Failed(new Failure.Unknown("HTTP 200 with an answer without cos_url"))
        : new UploadOutcome.Uploaded(kind, cosUrl);
  }

  /** A source that fails breaks the line too; the platform's own words come before either. */
  private static UploadOutcome notUploaded(Failure why, @Nullable String problem) {
    boolean fromThePlatform = !(why instanceof Failure.NotSent || why instanceof Failure.Unknown);
    return problem == null || fromThePlatform
        ? new UploadOutcome.Failed(why)
        : new UploadOutcome.Unreadable(problem);
  }

  /** An order of this shop, by its id as text. */
  public LookUp<Order> order(String orderId) {
    return lookUp(
        Request.json(
            ApiPaths.order, json -> json.writeStringProperty("order_id", orderId), lookUpBytesMax),
        Order::read,
        "order");
  }

  /** A product of this shop as it is on sale now, by its id as text. */
  public LookUp<Product> product(String productId) {
    return lookUp(
        Request.json(
            ApiPaths.product,
            json -> {
              json.writeStringProperty("product_id", productId);
              json.writeNumberProperty("data_type", onlineDataType);
            },
            lookUpBytesMax),
        Product::read,
        "product");
  }

  /** The addresses from which the platform pushes. */
  public LookUp<CallbackAddresses> callbackAddresses() {
    return lookUp(
        Request.get(ApiPaths.callbackAddresses, lookUpBytesMax),
        CallbackAddresses::read,
        "ip_list");
  }

  private interface Reader<T> {
    /** Null when what was asked for is not in the answer. */
    @Nullable T read(Answer answer);
  }

  private <T> LookUp<T> lookUp(Request request, Reader<T> reader, String wanted) {
    CallResult called = calls.make(request, Deadline.in(deadline));
    if (called instanceof CallResult.Failed failed) {
      return new LookUp.Failed<>(failed.why());
    }
    Answer answer = ((CallResult.Answered) called).answer();
    T found = reader.read(answer);
    if (found != null) {
      return new LookUp.Found<>(found);
    }
    return answer.errcode() == null
        ? new LookUp.Failed<>(new Failure.Unknown("HTTP 200 with an answer without " + wanted))
        : new LookUp.Absent<>();
  }

  private static SendOutcome notAccepted(Failure why) {
    if (why instanceof Failure.Busy busy) {
      return new SendOutcome.Busy(busy.error());
    }
    if (why instanceof Failure.Throttled throttled) {
      return new SendOutcome.Throttled(throttled.error(), throttled.scope());
    }
    if (why instanceof Failure.Misconfigured misconfigured) {
      return new SendOutcome.Misconfigured(misconfigured.error());
    }
    if (why instanceof Failure.Refused refused) {
      return new SendOutcome.Refused(refused.error());
    }
    if (why instanceof Failure.NotSent notSent) {
      return new SendOutcome.NotSent(notSent.cause());
    }
    return new SendOutcome.Unknown(((Failure.Unknown) why).cause());
  }

  @Override
  public String toString() {
    return "KfApi[" + appId + " at " + line.base() + "]";
  }
}
