package io.xiaoer.bench.peer;

/** The shop whose pushes everybody is given, with the secrets they are sealed with. */
public final class PeerShop {
  public static final String ID = "main";
  public static final String PATH = "/callback/" + ID;
  public static final String USER_NAME = "gh_0123456789ab";
  public static final String APP_ID = "wx0123456789abcdef";
  public static final String TOKEN = "theTokenOfTheShop";
  public static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

  private PeerShop() {}
}
