package io.xiaoer.media;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a message, a card or a person points at.
 *
 * @param shop whose it is; null for what somebody uploaded, which is of no shop in particular
 * @param name fit to be shown; may be empty while it is not stored
 * @param file null until it is stored
 * @param reason why it is not there; null unless it failed
 * @param nextTryAt when it is fetched again; null when it is not to be, or was never tried
 */
public record MediaItem(
    MediaId id,
    Origin origin,
    @Nullable ShopId shop,
    State state,
    String name,
    @Nullable StoredFile file,
    @Nullable Reason reason,
    @Nullable Instant nextTryAt) {

  /** Where it comes from. */
  public enum Origin {
    /** What a message shows. */
    MESSAGE,
    /** The first picture of a message's video. */
    COVER,
    /** A picture of the shop's, for a card. */
    PICTURE,
    /** Somebody of the desk brought it. */
    UPLOAD
  }

  /** Where it stands. */
  public enum State {
    PENDING,
    STORED,
    FAILED
  }

  /** Why it could not be fetched. */
  public enum Reason {
    /** The platform does not have it any more. */
    GONE,
    TOO_LARGE,
    /** The platform would not give it, or it lies where nothing is fetched from. */
    REFUSED,
    /** For days nobody answered, or not with a file. */
    UNREACHABLE,
    /** It was here, and was older than files are kept. */
    EXPIRED
  }

  @Override
  public String toString() {
    return "Medium[" + id + " " + origin + " " + state + "]";
  }
}
