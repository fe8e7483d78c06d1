package io.xiaoer.store;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Something holds the database, and the work was given up before it began: nothing of it was or
 * will be done.
 */
public final class DatabaseBusy extends TransientDataAccessResourceException {
  private static final long serialVersionUID = 1;

  DatabaseBusy(String message) {
    super(message);
  }
}
