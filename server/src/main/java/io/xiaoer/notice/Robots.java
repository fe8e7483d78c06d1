package io.xiaoer.notice;

import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Answer.Answered;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages as each service wants them, and its answers. Pure. They answer 200 also where they
 * refuse; what counts is the code in the body.
 */
final class Robots {
  static final String MEDIA_TYPE = "application/json";

  /** What 企业微信 takes as one text; the others take more. */
  static final int TEXT_BYTES_MAX = 2_048;

  /** Headline and addresses have room beside them, and all is within what a device must take. */
  private static final int PUSH_LINES_BYTES_MAX = 1_200;

  private static final int NOT_FOUND = 404;
  private static final String MAC = "HmacSHA256";

  /** 企业微信: api freq out of limit. */
  private static final int WECOM_TOO_MANY = 45_009;

  /** 钉钉: send too fast, exceed 20 times per minute; the second is the newer one. */
  private static final Set<Integer> DINGTALK_TOO_MANY = Set.of(130_101, 660_026);

  /** 飞书: frequency limited. */
  private static final int FEISHU_TOO_MANY = 11_232;

  /** 飞书, for many things; one of them is "too many request". */
  private static final int FEISHU_BAD_REQUEST = 9_499;

  private static final int BARK_TAKEN = 200;

  private Robots() {}

  /** What is sent where. */
  record Request(URI url, String body) {
    @Override
    public String toString() {
      return "Request";
    }
  }

  static Request request(Kind kind, Target target, Post post, Instant now) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    URI url = target.url();
    String secret = target.secret();
    switch (kind) {
      case WECOM -> {
        body.put("msgtype", "text");
        body.putObject("text").put("content", post.text(TEXT_BYTES_MAX));
      }
      case DINGTALK -> {
        body.put("msgtype", "text");
        body.putObject("text").put("content", post.text(TEXT_BYTES_MAX));
        if (secret != null) {
          url = dingtalkSigned(url, secret, now.toEpochMilli());
        }
      }
      case FEISHU -> {
        if (secret != null) {
          long seconds = now.getEpochSecond();
          body.put("timestamp", String.valueOf(seconds)).put("sign", feishuSign(secret, seconds));
        }
        body.put("msg_type", "text");
        body.putObject("content").put("text", post.text(TEXT_BYTES_MAX));
      }
      case BARK -> {
        body.put("title", post.title()).put("body", post.linesAsText());
        body.put("group", "小二").put("level", "timeSensitive");
        if (!post.opens().isEmpty()) {
          body.put("url", post.opens());
        }
      }
      case WEBHOOK -> {
        body.put("type", "xiaoer.notice").put("id", post.id()).put("what", post.what());
        body.put("time", now.toString()).put("text", post.text(TEXT_BYTES_MAX));
        body.put("waiting", post.waiting()).put("longest_seconds", post.longestSeconds());
        body.put("link", post.link());
      }
      case WEB_PUSH -> {
        body.put("title", post.headline()).put("body", post.linesAsText(PUSH_LINES_BYTES_MAX));
        body.put("path", post.path()).put("confirm", post.confirmation());
      }
    }
    return new Request(url, body.toString());
  }

  static Outcome outcome(Kind kind, Answer answer) {
    return switch (answer) {
      case Answer.None none -> new Outcome.Unreachable(none.trouble());
      case Answered answered when answered.asksToWait() -> throttled(kind, answered);
      case Answered answered -> answered(kind, answered);
    };
  }

  private static Outcome answered(Kind kind, Answered answered) {
    JsonNode body = json(answered.body());
    return switch (kind) {
      case WECOM -> {
        int code = body.path("errcode").asInt(-1);
        yield code == WECOM_TOO_MANY
            ? throttled(kind, answered)
            : ofCode(answered, code == 0, code, body.path("errmsg"));
      }
      case DINGTALK -> {
        int code = body.path("errcode").asInt(-1);
        yield DINGTALK_TOO_MANY.contains(code)
            ? throttled(kind, answered)
            : ofCode(answered, code == 0, code, body.path("errmsg"));
      }
      case FEISHU -> {
        // What answers in the older form has StatusCode alone.
        int code = body.path("code").asInt(body.path("StatusCode").asInt(-1));
        String message = body.path("msg").asString("");
        boolean tooMany =
            code == FEISHU_TOO_MANY
                || (code == FEISHU_BAD_REQUEST
                    && message.toLowerCase(Locale.ROOT).contains("too many"));
        yield tooMany
            ? throttled(kind, answered)
            : ofCode(answered, code == 0, code, body.path("msg"));
      }
      case BARK -> {
        int code = body.path("code").asInt(-1);
        yield ofCode(answered, code == BARK_TAKEN, code, body.path("message"));
      }
      case WEBHOOK ->
          answered.isTaken()
              ? new Outcome.Delivered()
              : new Outcome.Refused(
                  "HTTP %s %s".formatted(answered.status(), answered.beginning()).strip());
      // RFC 8030: 201 when it is taken; 404 or 410 when the subscription is over.
      case WEB_PUSH -> {
        String said = "HTTP %s %s".formatted(answered.status(), answered.beginning()).strip();
        if (answered.isTaken()) {
          yield new Outcome.Delivered();
        }
        yield answered.isGone() || answered.status() == NOT_FOUND
            ? new Outcome.Gone(said)
            : new Outcome.Refused(said);
      }
    };
  }

  private static Outcome ofCode(Answered answered, boolean taken, int code, JsonNode message) {
    if (taken && answered.isTaken()) {
      return new Outcome.Delivered();
    }
    return new Outcome.Refused(
        message.isString()
            ? shortened("%s %s".formatted(code, message.asString()))
            : "HTTP %s %s".formatted(answered.status(), answered.beginning()).strip());
  }

  private static Outcome throttled(Kind kind, Answered answered) {
    return new Outcome.Throttled(
        answered.retryAfter() != null && answered.retryAfter().compareTo(kind.silence()) > 0
            ? answered.retryAfter()
            : kind.silence(),
        answered.beginning());
  }

  /** 企业微信's sentences go on with numbers of its own that help nobody here. */
  private static String shortened(String reason) {
    int hint = reason.indexOf(", hint");
    return hint < 0 ? reason : reason.substring(0, hint);
  }

  private static JsonNode json(String body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException notJson) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** The secret is the key, and signed with the time; both go into the address. */
  private static URI dingtalkSigned(URI url, String secret, long millis) {
    String sign = mac(secret, millis + "\n" + secret);
    return URI.create(
        "%s%stimestamp=%s&sign=%s"
            .formatted(
                url,
                url.getRawQuery() == null ? "?" : "&",
                millis,
                URLEncoder.encode(sign, StandardCharsets.UTF_8)));
  }

  /** Time and secret are the key, and nothing is signed. */
  private static String feishuSign(String secret, long seconds) {
    return mac(seconds + "\n" + secret, "");
  }

  private static String mac(String key, String signed) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), MAC));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }
}
