package io.xiaoer.sdk.api;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of the platform's JSON answers that matter here. Ids are text whatever they were
 * written as.
 *
 * @param errcode null where missing or unreadable
 * @param expiresIn in seconds
 */
record Answer(
    @Nullable Integer errcode,
    String errmsg,
    String msgId,
    @Nullable String accessToken,
    long expiresIn) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Null when the answer is no JSON object. */
  static @Nullable Answer read(byte[] body) {
    Integer errcode = null;
    String errmsg = "";
    String msgId = "";
    String accessToken = null;
    long expiresIn = 0;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
          json.skipChildren();
          continue;
        }
        switch (name) {
          case "errcode" -> errcode = Integer.valueOf(json.getString().strip());
          case "errmsg" -> errmsg = json.getString();
          case "msg_id" -> msgId = json.getString();
          case "access_token" -> accessToken = json.getString();
          case "expires_in" -> expiresIn = Long.parseLong(json.getString().strip());
          default -> {
            // a field of a later version
          }
        }
      }
      if (json.nextToken() != null) {
        return null;
      }
    } catch (JacksonException | NumberFormatException e) {
      return null; // the exception would quote the answer, and with it a token
    }
    return new Answer(errcode, errmsg, msgId, accessToken, expiresIn);
  }

  @Override
  public String toString() {
    return "Answer[errcode " + errcode + "]"; // not the token
  }
}
