package io.xiaoer.sdk.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from the platform.
 *
 * @param errcode null where the platform left it out, as it does when some calls succeed
 */
record Answer(@Nullable Integer errcode, String errmsg, Json body) {
  private static final byte[] NO_MEMBERS = {'{', '}'};
  private static final Set<String> ERROR_MEMBERS = Set.of("errcode", "errmsg", "rid");

  /** Null when the answer is no JSON object, or its errcode no number. */
  static @Nullable Answer read(byte[] text) {
    Json body = Json.read(text);
    if (!(body instanceof Json.Members)) {
      return null;
    }
    Integer errcode = null;
    if (body.at("errcode") instanceof Json.Scalar scalar) {
      try {
        errcode = Integer.valueOf(scalar.text().strip());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return new Answer(errcode, body.text("errmsg"), body);
  }

  /**
   * HTTP 403: the error it holds, or else one of our own. It means the shop's allow list, and must
   * not be taken for a broken line, after which everything is tried again.
   */
  static Answer forbidden(byte[] text) {
    Answer answer = read(text);
    return answer != null && answer.errcode != null && answer.errcode != 0
        ? answer
        : new Answer(ApiError.httpForbidden, "HTTP 403 without an errcode", Json.read(NO_MEMBERS));
  }

  /** Null when there is none. With {@code secret} struck out, should the platform quote it. */
  @Nullable ApiError error(String secret) {
    return errcode == null || errcode == 0
        ? null
        : ApiError.of(errcode, errmsg.replace(secret, "…"));
  }

  /** Null when the answer is anything but an error: an errcode other than 0, and words. */
  @Nullable ApiError errorAlone() {
    return errcode != null
            && errcode != 0
            && body instanceof Json.Members members
            && members.values().containsKey("errmsg")
            && ERROR_MEMBERS.containsAll(members.values().keySet())
        ? ApiError.of(errcode, errmsg)
        : null;
  }

  @Override
  public String toString() {
    return "Answer[errcode " + errcode + "]"; // not the token
  }
}
