package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.backstore.BackstoreHandlers;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.util.List;

/** Starts real nodes. */
public final class TargetNodeStarter implements NodeStarter {
    @Override
    public List<BackstoreHandler> handlers() {
        return BackstoreHandlers.all();
    }

    @Override
    public Node start(NodeConfiguration configuration, Config settings) throws NodeStartException {
        return TargetNode.start(configuration, settings);
    }
}
