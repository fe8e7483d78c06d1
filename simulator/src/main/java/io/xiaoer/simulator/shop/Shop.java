package io.xiaoer.simulator.shop;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A shop as set up on the platform.
 *
 * @param id the simulator's own short name for it
 * @param pushUrl where events go; without one they are dropped, as on the platform
 * @param allowedAddresses from where its API may be called
 */
public record Shop(
    String id,
    String name,
    String userName,
    String appId,
    String appSecret,
    String token,
    String encodingAesKey,
    Mode mode,
    Format format,
    @Nullable URI pushUrl,
    AllowedAddresses allowedAddresses) {

  /** A shop with made-up names and secrets, secure mode, JSON, no push URL. */
  public static Shop example(String id) {
    String digits = String.format(Locale.ROOT, "%08x", id.hashCode());
    return new Shop(
        id,
        "拾光小店",
        "gh_5e1f" + digits,
        "wx5e1f7a2c" + digits,
        "5ec2e7" + digits + "0123456789abcdef01",
        "XiaoerDemoToken" + digits,
        "XiaoerDemoKey0123456789ABCDEFGHIJKL" + digits,
        Mode.SECURE,
        Format.JSON,
        null,
        AllowedAddresses.ANY);
  }

  public Keys keys() {
    return new Keys(appId, token, encodingAesKey);
  }

  public Shop withPushUrl(@Nullable URI other) {
    return with(mode, format, other, allowedAddresses);
  }

  public Shop withMode(Mode other, Format otherFormat) {
    return with(other, otherFormat, pushUrl, allowedAddresses);
  }

  public Shop withAllowedAddresses(AllowedAddresses others) {
    return with(mode, format, pushUrl, others);
  }

  private Shop with(
      Mode itsMode, Format itsFormat, @Nullable URI itsPushUrl, AllowedAddresses addresses) {
    return new Shop(
        id,
        name,
        userName,
        appId,
        appSecret,
        token,
        encodingAesKey,
        itsMode,
        itsFormat,
        itsPushUrl,
        addresses);
  }

  @Override
  public String toString() {
    return "Shop[" + id + "]"; // The rest are secrets.
  }
}
