package dev.targetnode.iscsi.pdu;

/**
 * One key=value of a text segment (RFC 7143 6.1).
 *
 * @param key 1..63 bytes of UTF-8
 * @param value at most 8192 bytes of UTF-8, may be empty
 */
public record TextPair(String key, String value) {}
