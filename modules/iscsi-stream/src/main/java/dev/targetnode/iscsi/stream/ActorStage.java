package dev.targetnode.iscsi.stream;

import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/** The stream's end of a {@link PduPort}: what was framed goes to the actor, what the actor sends goes to be encoded. */
final class ActorStage extends GraphStage<FlowShape<Inbound, Outbound>> {
    private final Inlet<Inbound> in = Inlet.create("ActorStage.in");
    private final Outlet<Outbound> out = Outlet.create("ActorStage.out");
    private final FlowShape<Inbound, Outbound> shape = FlowShape.of(in, out);
    private final PduPort port;

    ActorStage(PduPort port) {
        this.port = port;
    }

    @Override
    public FlowShape<Inbound, Outbound> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Done> doorbell = createAsyncCallback(ignored -> onDoorbell());
        private boolean closedDelivered;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    port.deliver(grab(in));
                    if (port.mayReceive()) {
                        pull(in);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    closed("the peer closed the connection");
                    completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable cause) {
                    closed(String.valueOf(cause.getMessage()));
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    offer();
                }
            });
        }

        @Override
        public void preStart() {
            port.attach(() -> doorbell.invoke(Done.getInstance()));
            pull(in);
        }

        @Override
        public void postStop() {
            closed("the connection is closed");
            port.detach();
        }

        private void closed(String why) {
            if (!closedDelivered) {
                closedDelivered = true;
                port.deliver(new Inbound.Closed(why));
            }
        }

        private void onDoorbell() {
            port.rungStage();
            if (isAvailable(out)) {
                offer();
            }
            receiveMore();
        }

        private void receiveMore() {
            if (!isClosed(in) && !hasBeenPulled(in) && port.mayReceive()) {
                pull(in);
            }
        }

        private void offer() {
            Outbound next = port.next();
            if (next != null) {
                push(out, next);
                receiveMore(); // it may have been the backlog that held us back
            } else if (port.drained() && !isClosed(out)) {
                complete(out);
            }
        }
    }
}
