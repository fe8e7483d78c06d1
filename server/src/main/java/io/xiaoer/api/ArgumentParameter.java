package io.xiaoer.api;

/**
 * Says that an argument resolver reads a query parameter for arguments of a type; a bean of this
 * kind comes with the resolver.
 */
public record ArgumentParameter(Class<?> type, String name) {}
