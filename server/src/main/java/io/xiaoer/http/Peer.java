package io.xiaoer.http;

/** The other end of a connection, as the socket names it. */
record Peer(String address, int port) {}
