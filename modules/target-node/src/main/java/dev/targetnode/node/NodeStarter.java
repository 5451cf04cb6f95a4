package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.util.List;

/** Makes a running node of a configuration. */
public interface NodeStarter {

    /** The handlers that devices may name. They check the devices of a configuration before {@link #start}. */
    List<BackstoreHandler> handlers();

    /**
     * Starts the node; it may still be coming up on return.
     *
     * @param configuration what to serve, valid as a whole
     * @param settings everything that was configured, resolved, for the settings of each module and of Pekko
     * @throws NodeStartException when it cannot start; whatever had been started has then been stopped
     */
    Node start(NodeConfiguration configuration, Config settings) throws NodeStartException;
}
