package io.xiaoer.disclosure;

import java.io.IOException;

/**
 * A feature that keeps something of customers: one bean for each, beside the one that erases it.
 * Called once for an archive, outside of every transaction; what it reads in several steps may
 * change between them.
 */
public interface DisclosesCustomer {
  void write(DisclosedCustomer who, Archive archive) throws IOException;
}
