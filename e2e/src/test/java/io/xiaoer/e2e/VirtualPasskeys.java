package io.xiaoer.e2e;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** A device with passkeys beside a page, as Chromium pretends to have one. */
final class VirtualPasskeys {
  private final CDPSession tools;
  private final String id;

  VirtualPasskeys(Page page) {
    tools = page.context().newCDPSession(page);
    tools.send("WebAuthn.enable");
    JsonObject device = new JsonObject();
    device.addProperty("protocol", "ctap2");
    device.addProperty("transport", "internal");
    device.addProperty("hasResidentKey", true);
    device.addProperty("hasUserVerification", true);
    device.addProperty("isUserVerified", true);
    device.addProperty("automaticPresenceSimulation", true);
    JsonObject options = new JsonObject();
    options.add("options", device);
    id =
        tools
            .send("WebAuthn.addVirtualAuthenticator", options)
            .get("authenticatorId")
            .getAsString();
  }

  /** Whether whoever sits there shows the right finger. */
  void recognises(boolean person) {
    JsonObject verified = named();
    verified.addProperty("isUserVerified", person);
    tools.send("WebAuthn.setUserVerified", verified);
  }

  int count() {
    return tools.send("WebAuthn.getCredentials", named()).getAsJsonArray("credentials").size();
  }

  private JsonObject named() {
    JsonObject device = new JsonObject();
    device.addProperty("authenticatorId", id);
    return device;
  }
}
