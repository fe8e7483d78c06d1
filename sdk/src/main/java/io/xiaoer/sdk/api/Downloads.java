package io.xiaoer.sdk.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a {@code cos_url} points at. Blocking and thread-safe. A plain GET without a token;
 * nothing that the other side does makes it throw, and no URL is in anything it returns, because a
 * cos_url names its customer.
 *
 * <p>A message's URL is a stranger's word: no host is contacted that the {@link TargetPolicy}
 * objects to, and no address behind its name. The name is looked up once for each request, and the
 * connection goes to what was found then and checked. No more than three redirects are followed. A
 * proxy that the JVM is told of is not used, because behind one no address can be checked.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/notify/kf_callback/kf_msg_event">cos_url
 *     on the platform's pages</a>
 */
public final class Downloads {
  private static final int redirectsMax = 3;

  /** An error of the platform is a hundred bytes or two; a longer body is a file. */
  private static final int errorBytesMax = 4 * 1024;

  private static final int contentTypeCharsMax = 255;

  /** Of one name, until one picks up; each has its own seconds. */
  private static final int addressesMax = 4;

  private static final String unansweredCause = "no answer in time";
  private static final String lateCause = "not complete in time";
  private static final int blockBytes = 64 * 1024;

  private final TargetPolicy policy;
  private final NameService names;
  private final SSLSocketFactory tls;

  /** With this machine's name service and what it trusts. */
  public Downloads(TargetPolicy policy) {
    this(policy, NameService.ofTheSystem(), usual());
  }

  /**
   * With a given name service and trust.
   *
   * @param trust whose certificates are believed
   */
  public Downloads(TargetPolicy policy, NameService names, SSLContext trust) {
    this.policy = policy;
    this.names = names;
    this.tls = trust.getSocketFactory();
  }

  private static SSLContext usual() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** Fetches one file, with one try. */
  public DownloadOutcome fetch(String cosUrl, DownloadLimits limits, DownloadSink sink) {
    Deadline end = Deadline.in(limits.deadline());
    URI target;
    try {
      target = URI.create(cosUrl);
    } catch (IllegalArgumentException e) {
      return new DownloadOutcome.NotAllowed("not a URL"); // the exception would quote it
    }
    for (int redirects = 0; redirects <= redirectsMax; redirects++) {
      String where = redirects == 0 ? "" : "redirect " + redirects + ": ";
      Optional<String> objection = objection(target);
      if (objection.isPresent()) {
        return new DownloadOutcome.NotAllowed(where + objection.get());
      }
      try {
        List<InetAddress> addresses = lookUp(target.getHost(), end);
        for (InetAddress address : addresses) {
          objection = policy.objection(target, address);
          if (objection.isPresent()) {
            return new DownloadOutcome.NotAllowed(where + objection.get());
          }
        }
        try (PinnedHttpGet get = begin(target, addresses, end)) {
          if (!isRedirect(get.status())) {
            return outcome(get, limits, end, sink);
          }
          URI next = next(target, get);
          if (next == null) {
            return new DownloadOutcome.Unknown(
                "HTTP " + get.status() + " without a usable Location");
          }
          target = next;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new DownloadOutcome.Unknown("interrupted while waiting for the answer");
      } catch (IOException | RuntimeException e) {
        return late(end) ? new DownloadOutcome.Unknown(unansweredCause) : unknown(e);
      }
    }
    return new DownloadOutcome.NotAllowed("more than " + redirectsMax + " redirects");
  }

  private Optional<String> objection(URI target) {
    String scheme = target.getScheme();
    if (scheme == null
        || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        || target.getHost() == null) {
      return Optional.of("not an http(s) URL of a host");
    }
    if (target.getRawUserInfo() != null) {
      return Optional.of("user information in the URL");
    }
    return policy.objection(target);
  }

  /** The system's own look-up cannot be interrupted and knows no time limit: it gets a thread. */
  private List<InetAddress> lookUp(String host, Deadline end)
      throws IOException, InterruptedException {
    FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> names.lookUp(host));
    Thread thread = new Thread(lookUp, "name-look-up");
    thread.setDaemon(true);
    thread.start();
    try {
      List<InetAddress> found = lookUp.get(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS);
      if (found.isEmpty()) {
        throw new UnknownHostException();
      }
      return List.copyOf(found);
    } catch (TimeoutException e) {
      throw new HttpConnectTimeoutException("the name was not found in time");
    } catch (ExecutionException e) {
      throw new UnknownHostException();
    }
  }

  /** At the first address that picks up. */
  private PinnedHttpGet begin(URI target, List<InetAddress> addresses, Deadline end)
      throws IOException, InterruptedException {
    IOException failure = new UnknownHostException();
    for (InetAddress address : addresses.subList(0, Math.min(addressesMax, addresses.size()))) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      try {
        return PinnedHttpGet.begin(target, address, tls, end);
      } catch (ConnectException | NoRouteToHostException | HttpConnectTimeoutException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static @Nullable URI next(URI from, PinnedHttpGet get) {
    try {
      return get.header("location").map(from::resolve).orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static DownloadOutcome outcome(
      PinnedHttpGet get, DownloadLimits limits, Deadline end, DownloadSink sink) {
    int status = get.status();
    if (status == 404 || status == 410) {
      return new DownloadOutcome.Gone(status);
    }
    if (status != 200) {
      return new DownloadOutcome.Unknown("HTTP " + status);
    }
    try {
      if (get.length().orElse(0L) > limits.bytesMax()) {
        return new DownloadOutcome.TooLarge(limits.bytesMax());
      }
      return kept(get, get.body(), limits, end, sink);
    } catch (IOException e) {
      return broken(e, end);
    }
  }

  private static DownloadOutcome kept(
      PinnedHttpGet get, InputStream body, DownloadLimits limits, Deadline end, DownloadSink sink)
      throws IOException {
    byte[] block = body.readNBytes(errorBytesMax + 1);
    if (block.length == 0) {
      return new DownloadOutcome.Unknown(late(end) ? lateCause : "HTTP 200 without a body");
    }
    ApiError error = block.length > errorBytesMax ? null : error(get, block);
    if (error != null) {
      return new DownloadOutcome.Refused(error);
    }
    long bytes = 0;
    int read = block.length;
    try (OutputStream out = sink.open()) {
      while (read >= 0) {
        bytes += read;
        if (bytes > limits.bytesMax()) {
          return new DownloadOutcome.TooLarge(limits.bytesMax());
        }
        out.write(block, 0, read);
        if (late(end)) {
          return new DownloadOutcome.Unknown(lateCause);
        }
        if (Thread.currentThread().isInterrupted()) {
          return new DownloadOutcome.Unknown("interrupted while reading the file");
        }
        if (block.length < blockBytes) {
          block = new byte[blockBytes];
        }
        try {
          read = body.read(block);
        } catch (IOException e) {
          return broken(e, end);
        }
      }
      out.flush();
    } catch (IOException e) {
      return new DownloadOutcome.NotKept(e.getClass().getSimpleName());
    }
    return new DownloadOutcome.Downloaded(contentType(get), fileName(get), bytes);
  }

  /**
   * The platform's errors come as HTTP 200, and a customer may send a file that looks like one. So
   * only an object that is nothing but an error is taken for one, and only where the other side
   * does not call it a file.
   */
  private static @Nullable ApiError error(PinnedHttpGet get, byte[] body) {
    if (get.header("content-disposition").isPresent()) {
      return null;
    }
    Answer answer = Answer.read(body);
    return answer == null ? null : answer.errorAlone();
  }

  private static String contentType(PinnedHttpGet get) {
    String type = get.header("content-type").orElse("");
    return type.substring(0, Math.min(contentTypeCharsMax, type.length()));
  }

  private static String fileName(PinnedHttpGet get) {
    return get.header("content-disposition").map(FileName::of).orElse("");
  }

  private static boolean late(Deadline end) {
    return end.nanosLeft() <= 0;
  }

  private static DownloadOutcome broken(Exception e, Deadline end) {
    return late(end) ? new DownloadOutcome.Unknown(lateCause) : unknown(e);
  }

  private static DownloadOutcome unknown(Exception e) {
    HttpResult failed = HttpResult.failed(e);
    return new DownloadOutcome.Unknown(
        failed instanceof HttpResult.NotSent notSent
            ? notSent.cause()
            : ((HttpResult.Unknown) failed).cause());
  }
}
