package io.xiaoer.http;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 over a {@link GuardedEndpoint}, read by a {@link TolerantProcessor}. Public, with this
 * constructor, for Tomcat only.
 */
public final class GuardedProtocol extends Http11NioProtocol {
  private final GuardedEndpoint endpoint;

  /** Called by Tomcat, which knows the class by its name. */
  public GuardedProtocol() {
    this(new GuardedEndpoint());
  }

  private GuardedProtocol(GuardedEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  protected Processor createProcessor() {
    return new TolerantProcessor(this, getAdapter());
  }

  GuardedEndpoint endpoint() {
    return endpoint;
  }
}
