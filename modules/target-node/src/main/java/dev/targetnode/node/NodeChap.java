package dev.targetnode.node;

import dev.targetnode.iscsi.login.ChapAlgorithm;
import dev.targetnode.iscsi.login.ChapUsers;
import dev.targetnode.mgmt.config.ChapDigest;
import dev.targetnode.mgmt.config.ChapSpec;
import java.util.Optional;

/** Configured users as login takes them. */
final class NodeChap {
    private NodeChap() {}

    /** Empty where nobody is asked for proof. */
    static Optional<ChapUsers> users(ChapSpec spec) {
        return spec.incoming().isEmpty()
                ? Optional.empty()
                : Optional.of(new ChapUsers(
                        spec.incoming(),
                        spec.outgoing(),
                        spec.digests().stream().map(NodeChap::algorithm).toList()));
    }

    private static ChapAlgorithm algorithm(ChapDigest digest) {
        return switch (digest) {
            case MD5 -> ChapAlgorithm.MD5;
            case SHA1 -> ChapAlgorithm.SHA1;
            case SHA256 -> ChapAlgorithm.SHA256;
            case SHA3_256 -> ChapAlgorithm.SHA3_256;
        };
    }
}
