package io.xiaoer.notice;

/**
 * Something that is wrong with the server now.
 *
 * @param key the same as long as it lasts
 * @param beginning what is said when it begins
 * @param ending what is said when it is over
 */
record Alarm(String key, String beginning, String ending) {}
