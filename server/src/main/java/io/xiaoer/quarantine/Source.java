package io.xiaoer.quarantine;

/**
 * Where a push came from.
 *
 * @param address one IPv4 address or a block of IPv6, as text
 * @param vouched whether it is most likely the platform: it lists the address, or a push from there
 *     was read and accepted before
 */
public record Source(String address, boolean vouched) {}
