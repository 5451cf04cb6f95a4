package dev.targetnode.core.auth;

/**
 * A name and the secret that proves it.
 *
 * @param user the name, case-sensitive; no secret
 * @param secret what proves it
 */
public record Credential(String user, Secret secret) {}
