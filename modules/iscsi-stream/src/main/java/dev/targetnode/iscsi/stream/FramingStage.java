package dev.targetnode.iscsi.stream;

import dev.targetnode.core.memory.DataBuffers;
import io.netty.buffer.ByteBuf;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, PDUs out, one for each pull: what the receiver has not asked for stays in the socket. After it has lost step
 * with the peer the stage reads nothing more.
 */
final class FramingStage extends GraphStage<FlowShape<ByteBuf, Inbound>> {
    private final Inlet<ByteBuf> in = Inlet.create("FramingStage.in");
    private final Outlet<Inbound> out = Outlet.create("FramingStage.out");
    private final FlowShape<ByteBuf, Inbound> shape = FlowShape.of(in, out);
    private final DataBuffers buffers;
    private final DataLanding landing;
    private final Framing framing;

    FramingStage(DataBuffers buffers, DataLanding landing, Framing framing) {
        this.buffers = buffers;
        this.landing = landing;
        this.framing = framing;
    }

    @Override
    public FlowShape<ByteBuf, Inbound> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final FrameReader reader = new FrameReader(buffers, landing);
        private @Nullable ByteBuf input;
        private boolean outOfStep;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    input = grab(in);
                    landing.seen();
                    next();
                }

                @Override
                public void onUpstreamFinish() {
                    // What the peer sent last and nobody has asked for yet is dropped with its connection: waiting for
                    // a pull could be forever, for a receiver that waits for the socket or that has lost step.
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    next();
                }
            });
        }

        @Override
        public void postStop() {
            releaseInput();
            reader.close();
        }

        private void next() {
            if (outOfStep) {
                return;
            }
            if (input != null) {
                reader.settings(framing.inbound());
                Inbound result = reader.read(input);
                if (!input.isReadable()) {
                    releaseInput();
                }
                if (result != null) {
                    outOfStep = result instanceof Inbound.OutOfStep;
                    push(out, result);
                    return;
                }
            }
            if (!isClosed(in) && !hasBeenPulled(in)) {
                reader.offerLanding();
                pull(in);
            }
        }

        private void releaseInput() {
            if (input != null) {
                input.release();
                input = null;
            }
        }
    }
}
