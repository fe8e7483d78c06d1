package io.xiaoer.sdk.api;

import io.xiaoer.sdk.event.OpenId;

/**
 * A file for one customer.
 *
 * @param openId the only customer to whom it can be sent
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/API/kf/api_cosupload">cosupload on
 *     the platform's pages</a>
 */
public record Upload(OpenId openId, UploadKind kind, UploadSource source) {
  /** The platform says 30 MB; the larger reading, so that nothing it would take is refused here. */
  public static final long bytesMax = 30L * 1024 * 1024;

  /** Not the source, which is somebody else's code and may print a name. */
  @Override
  public String toString() {
    return "Upload[" + openId + ", " + kind + "]";
  }
}
