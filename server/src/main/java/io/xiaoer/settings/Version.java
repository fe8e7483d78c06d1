package io.xiaoer.settings;

/** The running server's version: a page that was loaded from another one should be loaded again. */
public record Version(String text) {}
