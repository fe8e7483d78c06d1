package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Logs somebody in who has proved who they are. */
record SessionOpener(Sessions sessions, DeviceCookie devices, Passwords passwords) {
  /**
   * The session's cookie comes first: it is the one that programs look for.
   *
   * @param factor the kind of second factor that was given; null for none
   */
  void open(
      Person person,
      @Nullable String factor,
      HttpServletRequest request,
      HttpServletResponse response) {
    String token =
        sessions.open(person, request.getRemoteAddr(), request.getHeader("User-Agent"), factor);
    response.addCookie(SessionCookie.of(token, Sessions.LENGTH, request.isSecure()));
    String device = devices.id(request, person.username()).orElseGet(passwords::token);
    response.addCookie(devices.of(device, person.username(), request.isSecure()));
  }
}
