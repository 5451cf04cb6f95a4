package dev.targetnode.mgmt.config;

import dev.targetnode.core.auth.Credential;
import java.util.List;
import java.util.Optional;

/**
 * Who may log in to a target, or may discover, and proves it by CHAP (RFC 7143 12.1.3).
 *
 * @param incoming what initiators prove themselves with, each name once; where there is none, no proof is asked
 * @param outgoing what the target proves itself with to initiators that ask; none without an incoming one
 * @param digests which digests are accepted, not empty
 */
public record ChapSpec(List<Credential> incoming, Optional<Credential> outgoing, List<ChapDigest> digests) {
    public ChapSpec {
        incoming = List.copyOf(incoming);
        digests = List.copyOf(digests);
    }
}
