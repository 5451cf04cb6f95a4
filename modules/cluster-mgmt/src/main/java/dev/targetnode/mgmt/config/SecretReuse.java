package dev.targetnode.mgmt.config;

import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds all secrets of a node against each other (RFC 7143 9.2.1): one that initiators prove themselves with must not
 * prove a target, or either could play the other. Two users with one secret can play each other; that is only told.
 */
final class SecretReuse {
    private record Use(Section section, String key, Credential credential, boolean outgoing) {}

    private final List<Use> uses = new ArrayList<>();

    /** A user whose own name is its key. */
    void add(Section section, Credential credential, boolean outgoing) {
        add(section, credential.user(), credential, outgoing);
    }

    void add(Section section, String key, Credential credential, boolean outgoing) {
        uses.add(new Use(section, key, credential, outgoing));
    }

    /** Notes what is wrong, once every user is known. */
    void check() {
        Set<Secret> incoming = uses.stream()
                .filter(use -> !use.outgoing())
                .map(use -> use.credential().secret())
                .collect(Collectors.toSet());
        Map<Secret, String> seen = new HashMap<>();
        for (Use use : uses) {
            Secret secret = use.credential().secret();
            String user = use.credential().user();
            if (use.outgoing() && incoming.contains(secret)) {
                use.section()
                        .problem(
                                use.key(),
                                "has the secret of an IncomingUser; the two directions need different ones"
                                        + " (RFC 7143 9.2.1)");
            }
            String other = seen.putIfAbsent(secret, user);
            if (!use.outgoing() && other != null && !other.equals(user)) {
                use.section().warning(use.key(), "has the secret of user " + other + ": each can log in as the other");
            }
        }
    }
}
