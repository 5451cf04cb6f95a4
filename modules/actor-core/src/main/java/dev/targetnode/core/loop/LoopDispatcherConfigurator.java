package dev.targetnode.core.loop;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Makes an event loop the executor of a Pekko dispatcher. Pekko instantiates it, from {@link LoopDispatchers#config}. */
public final class LoopDispatcherConfigurator extends ExecutorServiceConfigurator {
    private final String loopsId;
    private final int loopIndex;

    /** The signature that Pekko asks of a configurator. */
    public LoopDispatcherConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.loopsId = config.getString(LoopDispatchers.LOOPS_ID_KEY);
        this.loopIndex = config.getInt(LoopDispatchers.LOOP_INDEX_KEY);
    }

    /** {@inheritDoc} The threads are the loops' own: the thread factory is not used. */
    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String dispatcherId, ThreadFactory threadFactory) {
        EventLoops loops = LoopRegistry.find(loopsId)
                .orElseThrow(() -> new IllegalStateException(
                        "dispatcher " + dispatcherId + " wants the event loops " + loopsId + ", which are closed"));
        LoopExecutorService executor =
                new LoopExecutorService(loops.loop(loopIndex).netty());
        return () -> executor;
    }
}
