package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A proxy that is not told otherwise passes its own name for the server behind it, and names of
 * containers and upstreams have underscores, which DNS does not know. Some servers then answer 400
 * to every request before the program behind them sees it.
 */
final class ForeignHost {
  static final String ID = "host-with-underscore-taken";
  private static final String HOST = "my_upstream";

  private ForeignHost() {}

  static List<Check> checks() {
    return List.of(
        new Check(
            ID,
            "A push whose Host has an underscore is acknowledged",
            Source.inferred(Source.PUSH_URL),
            ForeignHost::taken));
  }

  private static Finding taken(Session session) throws InterruptedException {
    if (session.silent() || !session.acknowledgedOnce()) {
      return Finding.skip("says nothing, no rightful push was acknowledged");
    }
    if (!session.target.onLoopback()) {
      return Finding.skip("asked on loopback only: in public the name is what finds the server");
    }
    PushRequest push = session.rightly(session.messages.text("Xiaoer probe: an upstream's name"));
    URI to = push.to(session.target.url());
    try (RawLine line = new RawLine(session.target)) {
      byte[] body = push.body().getBytes(StandardCharsets.UTF_8);
      line.write(line.head(String.valueOf(to.getRawQuery()), HOST, body.length));
      line.write(body);
      RawLine.Raw raw = line.answer(Probe.PLATFORM_PATIENCE);
      return raw.status() == 200
          ? Finding.pass("acknowledged with Host: " + HOST)
          : Finding.warn(
              (raw.status() > 0 ? "answered " + raw.status() : "no answer")
                  + " with Host: "
                  + HOST
                  + ": behind a proxy that passes such a name every push is lost; set the Host"
                  + " header in the proxy (nginx: proxy_set_header Host $host)");
    } catch (IOException e) {
      return Finding.skip("no connection: " + session.safe(String.valueOf(e.getMessage())));
    }
  }
}
