package io.xiaoer.store;

/** Where the PostgreSQL is. {@code toString} says nothing: an address may hold a password too. */
public record PostgresSettings(String url, String username, String password) {
  @Override
  public String toString() {
    return "PostgresSettings";
  }
}
