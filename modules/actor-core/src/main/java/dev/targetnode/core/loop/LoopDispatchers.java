package dev.targetnode.core.loop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.Map;

/** The configuration that makes every loop a dispatcher of an actor system. */
public final class LoopDispatchers {
    static final String LOOPS_ID_KEY = "loops-id";
    static final String LOOP_INDEX_KEY = "loop-index";
    private static final String PATH_PREFIX = "target-node.loop-dispatchers.loop-";

    private LoopDispatchers() {}

    /** The path of the dispatcher of the loop with this index. */
    public static String path(int index) {
        return PATH_PREFIX + index;
    }

    /** One dispatcher for each loop; to be layered over the configuration of the actor system. */
    public static Config config(NettyEventLoops loops) {
        Config config = ConfigFactory.empty();
        for (int index = 0; index < loops.size(); index++) {
            Map<String, Object> dispatcher = new HashMap<>();
            dispatcher.put("type", "Dispatcher");
            dispatcher.put("executor", LoopDispatcherConfigurator.class.getName());
            dispatcher.put("throughput", loops.settings().throughput());
            dispatcher.put(LOOPS_ID_KEY, loops.id());
            dispatcher.put(LOOP_INDEX_KEY, index);
            config = config.withValue(path(index), ConfigValueFactory.fromMap(dispatcher, "event loops " + loops.id()));
        }
        return config;
    }
}
