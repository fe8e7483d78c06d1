package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Whether the platform would find a way to the URL at all. */
final class Reach {
  private static final int MILLIS_MAX = 5_000;
  private static final long DAYS_LEFT_COMFORTABLE = 14;

  private Reach() {}

  static List<Check> checks() {
    return List.of(
        new Check(
            "tls-certificate",
            "The certificate is valid for the host",
            Source.inferred(Source.PUSH_URL),
            Reach::certificate),
        new Check(
            "port-and-redirects",
            "The URL is on port 80 or 443 and answers without a redirect",
            Source.inferred(Source.PUSH_URL),
            Reach::portAndRedirects));
  }

  /** Empty when something listens there; otherwise why not. */
  static String connect(Target target) {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(bare(target), target.port());
      if (address.isUnresolved()) {
        return "no address is known for this name";
      }
      socket.connect(address, MILLIS_MAX);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Finding certificate(Session session) {
    Target target = session.target;
    if (target.onLoopback()) {
      return Finding.skip("the URL is on loopback; probe the public one before the switch");
    }
    if (!target.https()) {
      return Finding.warn(
          "http: anyone on the way sees who writes when; the text is encrypted only in secure mode;"
              + " use https if you can");
    }
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(bare(target), target.port()), MILLIS_MAX);
      plain.setSoTimeout(MILLIS_MAX);
      try (SSLSocket tls =
          (SSLSocket) factory.createSocket(plain, bare(target), target.port(), true)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        Certificate first = tls.getSession().getPeerCertificates()[0];
        return first instanceof X509Certificate x509
            ? validity(x509.getNotAfter().toInstant(), session.clock.instant())
            : Finding.warn("the certificate is of an unknown kind: " + first.getType());
      }
    } catch (SSLException e) {
      return Finding.fail(
          session.safe(reason(e))
              + ": serve the whole chain of a public authority, for "
              + target.host()
              + ", not expired");
    } catch (IOException e) {
      return Finding.fail("no connection: " + session.safe(String.valueOf(e.getMessage())));
    }
  }

  /** Why there is no TLS, in words for whoever has to mend it. */
  static String reason(SSLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("PKIX path building failed")) {
      return "the certificate's chain leads to no known authority";
    }
    if (message.contains("validity check failed") || message.contains("NotAfter")) {
      return "the certificate is expired, or not yet valid";
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return "the certificate is for another host name";
    }
    return "the TLS handshake failed: " + message;
  }

  static Finding validity(Instant notAfter, Instant now) {
    long days = Duration.between(now, notAfter).toDays();
    String seen = "chain and host name are right, " + days + " days left";
    return days >= DAYS_LEFT_COMFORTABLE
        ? Finding.pass(seen)
        : Finding.warn(seen + ": renew it, and let a machine remember the next time");
  }

  private static Finding portAndRedirects(Session session) throws InterruptedException {
    Target target = session.target;
    if (!target.onLoopback() && target.port() != 80 && target.port() != 443) {
      return Finding.fail(
          "port "
              + target.port()
              + ": the platform takes only 80 and 443; put a reverse proxy on one of them");
    }
    return switch (UrlCheck.ask(session)) {
      case Answer.Came came when came.redirects() ->
          Finding.fail(
              "answered "
                  + came.status()
                  + " to "
                  + session.safe(came.location().replaceFirst("\\?.*", ""))
                  + ": the platform is not known to follow redirects; register the URL behind it");
      case Answer.Came came ->
          Finding.pass(
              target.onLoopback()
                  ? "no redirect; the port does not matter on loopback"
                  : "port " + target.port() + ", no redirect");
      case Answer other ->
          Finding.skip("whether it redirects is not seen: " + session.words(other));
    };
  }

  /** The host without the brackets of an IPv6 address. */
  private static String bare(Target target) {
    return target.host().replace("[", "").replace("]", "");
  }
}
