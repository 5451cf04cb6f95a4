package dev.targetnode.iscsi.login;

import dev.targetnode.core.auth.Credential;
import java.util.List;
import java.util.Optional;

/**
 * Who may log in to a target, or may discover, and how the target proves itself to them.
 *
 * @param incoming initiators prove to be one of these; at least one
 * @param outgoing what the target proves itself with to an initiator that asks; one that asks a target without it is
 *     refused
 * @param algorithms which digests are accepted; at least one, their order means nothing, since the initiator's decides
 */
public record ChapUsers(List<Credential> incoming, Optional<Credential> outgoing, List<ChapAlgorithm> algorithms) {
    public ChapUsers {
        incoming = List.copyOf(incoming);
        algorithms = List.copyOf(algorithms);
        if (incoming.isEmpty() || algorithms.isEmpty()) {
            throw new IllegalArgumentException("CHAP needs at least one user and one digest");
        }
    }
}
