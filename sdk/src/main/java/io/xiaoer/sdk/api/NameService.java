package io.xiaoer.sdk.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where a host's name is looked up. */
@FunctionalInterface
public interface NameService {
  /** All addresses of the name. May take long; may give another answer the next time. */
  List<InetAddress> lookUp(String host) throws UnknownHostException;

  /** The one of this machine. */
  static NameService ofTheSystem() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
